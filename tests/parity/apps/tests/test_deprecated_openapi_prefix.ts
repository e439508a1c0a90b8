import { Saluki } from "saluki";

export default () => {
  const app = new Saluki({ title: "FastAPI", rootPath: "/api/v1" });
  app.get("/app", function readMain(_params, { request }) {
    return { message: "Hello World", root_path: request.rootPath };
  });
  return app;
};
