import { Saluki } from "saluki";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/", function root() {
    return { message: "Hello World" };
  });
  return app;
};
