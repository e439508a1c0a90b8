import { Header, Saluki } from "saluki";
import { z } from "zod";

const OptionalText = z.string().nullable().default(null);

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  for (const [path, wire] of [
    ["optional-str", "p"],
    ["optional-alias", "p_alias"],
    ["optional-validation-alias", "p_val_alias"],
    ["optional-alias-and-validation-alias", "p_val_alias"],
  ] as const) {
    app.get(`/${path}`, { p: Header(OptionalText, { alias: wire }) }, ({ p }) => ({ p }));
    app.get(
      `/model-${path}`,
      { model: Header(z.object({ [wire]: OptionalText }), { convertUnderscores: false }) },
      ({ model }) => ({
        p: model[wire],
      }),
    );
  }
  return app;
};
