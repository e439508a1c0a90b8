import { File, Saluki } from "saluki";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.post("/files/", { file: File({ description: "A file read as bytes" }) }, function createFile({ file }) {
    return { file_size: file.size };
  });
  app.post(
    "/uploadfile/",
    { file: File({ description: "A file read as UploadFile" }) },
    function createUploadFile({ file }) {
      return { filename: file.filename };
    },
  );
  return app;
};
