import { Saluki } from "saluki";
import { z } from "zod";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/files/{file_path:path}", { file_path: z.string() }, function readFile({ file_path }) {
    return { file_path };
  });
  return app;
};
