import { File, Saluki } from "saluki";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.post("/files/", { file: File() }, function createFile({ file }) {
    return { file_size: file.size };
  });
  app.post("/uploadfile/", { file: File() }, function createUploadFile({ file }) {
    return { filename: file.filename };
  });
  return app;
};
