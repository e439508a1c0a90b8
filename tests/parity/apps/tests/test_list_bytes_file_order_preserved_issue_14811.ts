import { File, Saluki } from "saluki";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.post("/upload", { files: File({ many: true }) }, async function upload({ files }) {
    const contents = await Promise.all(files.map((file) => file.bytes()));
    return contents.map((content) => content[0]);
  });
  return app;
};
