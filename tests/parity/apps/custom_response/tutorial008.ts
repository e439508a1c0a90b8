import { createReadStream } from "node:fs";
import { Saluki, stream } from "saluki";

const someFilePath = "large-video-file.mp4";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/", function main() {
    return stream(createReadStream(someFilePath), { contentType: "video/mp4" });
  });
  return app;
};
