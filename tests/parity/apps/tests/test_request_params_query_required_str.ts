import { Query, Saluki } from "saluki";
import { z } from "zod";

const Text = z.string();

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  for (const [path, wire] of [
    ["required-str", "p"],
    ["required-alias", "p_alias"],
    ["required-validation-alias", "p_val_alias"],
    ["required-alias-and-validation-alias", "p_val_alias"],
  ] as const) {
    app.get(`/${path}`, { p: Query(Text, { alias: wire }) }, ({ p }) => ({ p }));
    app.get(`/model-${path}`, { model: Query(z.object({ [wire]: Text })) }, ({ model }) => ({
      p: model[wire],
    }));
  }
  return app;
};
