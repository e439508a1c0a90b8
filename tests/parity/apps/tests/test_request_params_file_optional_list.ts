import { File, Saluki } from "saluki";
import { z } from "zod";

const OptionalFiles = z.array(z.file()).nullable().default(null);

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  for (const [path, wire] of [
    ["optional-list-bytes", "p"],
    ["optional-list-uploadfile", "p"],
    ["optional-list-bytes-alias", "p_alias"],
    ["optional-list-uploadfile-alias", "p_alias"],
    ["optional-list-bytes-validation-alias", "p_val_alias"],
    ["optional-list-uploadfile-validation-alias", "p_val_alias"],
    ["optional-list-bytes-alias-and-validation-alias", "p_val_alias"],
    ["optional-list-uploadfile-alias-and-validation-alias", "p_val_alias"],
  ] as const) {
    app.post(`/${path}`, { p: File(OptionalFiles, { alias: wire }) }, ({ p }) => ({
      file_size: p?.map((file) => file.size) ?? null,
    }));
  }
  return app;
};
