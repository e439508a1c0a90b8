import { Depends, Header, Saluki } from "saluki";
import { z } from "zod";

const SomeHeader = Depends({ someheader: Header(z.string()) }, ({ someheader }) => someheader);
const Derived = Depends({ someheader: SomeHeader }, ({ someheader }) => `${someheader}123`);

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/", { dep1: SomeHeader, dep2: Derived }, function getDeps(deps) {
    return deps;
  });
  return app;
};
