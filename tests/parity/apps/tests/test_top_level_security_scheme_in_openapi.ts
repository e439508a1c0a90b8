import { Saluki } from "saluki";
import { HTTPBearer } from "saluki/security";

export default () => {
  const app = new Saluki({ title: "FastAPI", dependencies: [HTTPBearer()] });
  app.get("/", function getRoot() {
    return { message: "Hello, World!" };
  });
  return app;
};
