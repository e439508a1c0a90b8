import { Header, Saluki } from "saluki";
import { z } from "zod";

const Texts = z.array(z.string());

/** Takes every header, and so shows every header in its errors, which FastAPI does with any group. */
const HeaderGroup = <Wire extends string>(wire: Wire) =>
  Header(z.looseObject({ [wire]: Texts }), { convertUnderscores: false });

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  for (const [path, wire] of [
    ["required-list-str", "p"],
    ["required-list-alias", "p_alias"],
    ["required-list-validation-alias", "p_val_alias"],
    ["required-list-alias-and-validation-alias", "p_val_alias"],
  ] as const) {
    app.get(`/${path}`, { p: Header(Texts, { alias: wire }) }, ({ p }) => ({ p }));
    app.get(`/model-${path}`, { model: HeaderGroup(wire) }, ({ model }) => ({ p: model[wire] }));
  }
  return app;
};
