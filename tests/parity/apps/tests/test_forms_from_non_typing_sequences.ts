import { Form, Saluki } from "saluki";
import { z } from "zod";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.post("/form/python-list", { items: Form(z.array(z.unknown())) }, function postFormParamList({ items }) {
    return items;
  });
  app.post("/form/python-set", { items: Form(z.set(z.unknown())) }, function postFormParamSet({ items }) {
    return items;
  });
  app.post(
    "/form/python-tuple",
    { items: Form(z.array(z.unknown())) },
    function postFormParamTuple({ items }) {
      return items;
    },
  );
  return app;
};
