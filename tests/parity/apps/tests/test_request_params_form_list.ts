import { Form, Saluki } from "saluki";
import { z } from "zod";

const Texts = z.array(z.string());

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  for (const [path, wire] of [
    ["required-list-str", "p"],
    ["required-list-alias", "p_alias"],
    ["required-list-validation-alias", "p_val_alias"],
    ["required-list-alias-and-validation-alias", "p_val_alias"],
  ] as const) {
    app.post(`/${path}`, { p: Form(Texts, { alias: wire }) }, ({ p }) => ({ p }));
    app.post(`/model-${path}`, { model: Form(z.object({ [wire]: Texts })) }, ({ model }) => ({
      p: model[wire],
    }));
  }
  return app;
};
