import { File, html, Saluki } from "saluki";

const page = `
<body>
<form action="/files/" enctype="multipart/form-data" method="post">
<input name="files" type="file" multiple>
<input type="submit">
</form>
<form action="/uploadfiles/" enctype="multipart/form-data" method="post">
<input name="files" type="file" multiple>
<input type="submit">
</form>
</body>
`;

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.post(
    "/files/",
    { files: File({ many: true, description: "Multiple files as bytes" }) },
    function createFiles({ files }) {
      return { file_sizes: files.map(({ size }) => size) };
    },
  );
  app.post(
    "/uploadfiles/",
    { files: File({ many: true, description: "Multiple files as UploadFile" }) },
    function createUploadFiles({ files }) {
      return { filenames: files.map(({ filename }) => filename) };
    },
  );
  app.get("/", function main() {
    return html(page);
  });
  return app;
};
