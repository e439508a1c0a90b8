import { File, Form, Saluki } from "saluki";
import { z } from "zod";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.post(
    "/files/",
    { file: File(), fileb: File(), token: Form(z.string()) },
    function createFile({ file, fileb, token }) {
      return { file_size: file.size, token, fileb_content_type: fileb.contentType };
    },
  );
  return app;
};
