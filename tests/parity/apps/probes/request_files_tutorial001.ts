import { File, Saluki } from "saluki";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.post("/files/", { file: File() }, async function createFile({ file }) {
    return { file_size: (await file.bytes()).length };
  });
  app.post("/uploadfile/", { file: File() }, function createUploadFile({ file }) {
    return { filename: file.name };
  });
  return app;
};
