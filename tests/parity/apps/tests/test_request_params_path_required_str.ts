import { Path, Saluki } from "saluki";
import { z } from "zod";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/required-str/{p}", { p: Path(z.string()) }, ({ p }) => ({ p }));
  app.get("/required-alias/{p_alias}", { p: Path(z.string(), { alias: "p_alias" }) }, ({ p }) => ({ p }));
  for (const path of ["required-validation-alias", "required-alias-and-validation-alias"] as const) {
    app.get(`/${path}/{p_val_alias}`, { p: Path(z.string(), { alias: "p_val_alias" }) }, ({ p }) => ({ p }));
  }
  return app;
};
