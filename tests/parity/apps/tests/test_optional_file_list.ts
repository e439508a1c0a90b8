import { File, Saluki } from "saluki";
import { z } from "zod";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.post(
    "/files",
    { files: File(z.array(z.file()).nullable().default(null)) },
    function uploadFiles({ files }) {
      if (files === null) return { files_count: 0 };
      return { files_count: files.length, sizes: files.map((file) => file.size) };
    },
  );
  return app;
};
