import { Query, Saluki } from "saluki";
import { z } from "zod";

const OptionalTexts = z.array(z.string()).nullable().default(null);

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  for (const [path, wire] of [
    ["optional-list-str", "p"],
    ["optional-list-alias", "p_alias"],
    ["optional-list-validation-alias", "p_val_alias"],
    ["optional-list-alias-and-validation-alias", "p_val_alias"],
  ] as const) {
    app.get(`/${path}`, { p: Query(OptionalTexts, { alias: wire }) }, ({ p }) => ({ p }));
    app.get(`/model-${path}`, { model: Query(z.object({ [wire]: OptionalTexts })) }, ({ model }) => ({
      p: model[wire],
    }));
  }
  return app;
};
