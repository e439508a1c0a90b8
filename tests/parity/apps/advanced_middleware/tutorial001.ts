import { Saluki } from "saluki";
import { httpsRedirect } from "saluki/middleware";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.use(httpsRedirect());
  app.get("/", function main() {
    return { message: "Hello World" };
  });
  return app;
};
