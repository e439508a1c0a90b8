import { Saluki } from "saluki";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/", function root() {
    const a = "a";
    const b = `b${a}`;
    return { "hello world": b };
  });
  return app;
};
