import { File, Saluki } from "saluki";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  for (const [path, wire] of [
    ["list-bytes", "p"],
    ["list-uploadfile", "p"],
    ["list-bytes-alias", "p_alias"],
    ["list-uploadfile-alias", "p_alias"],
    ["list-bytes-validation-alias", "p_val_alias"],
    ["list-uploadfile-validation-alias", "p_val_alias"],
    ["list-bytes-alias-and-validation-alias", "p_val_alias"],
    ["list-uploadfile-alias-and-validation-alias", "p_val_alias"],
  ] as const) {
    app.post(`/${path}`, { p: File({ many: true, alias: wire }) }, ({ p }) => ({
      file_size: p.map((file) => file.size),
    }));
  }
  return app;
};
