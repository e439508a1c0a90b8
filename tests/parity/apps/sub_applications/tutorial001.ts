import { Saluki } from "saluki";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/app", function readMain() {
    return { message: "Hello World from main app" };
  });

  const subapi = new Saluki({ title: "FastAPI" });
  subapi.get("/sub", function readSub() {
    return { message: "Hello World from sub API" };
  });

  app.mount("/subapi", subapi);
  return app;
};
