import { Saluki } from "saluki";
import { compress } from "saluki/middleware";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.use(compress({ encodings: ["gzip"], minimumSize: 1000, level: { gzip: 5 } }));
  app.get("/", function main() {
    return "somebigcontent";
  });
  return app;
};
