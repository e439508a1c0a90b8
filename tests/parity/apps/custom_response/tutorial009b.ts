import { file, Saluki } from "saluki";

const someFilePath = "large-video-file.mp4";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/", {}, { responseMediaType: null }, function main() {
    return file(someFilePath);
  });
  return app;
};
