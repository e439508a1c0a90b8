import { Saluki } from "saluki";
import { cors } from "saluki/middleware";

const origins = [
  "http://localhost.tiangolo.com",
  "https://localhost.tiangolo.com",
  "http://localhost",
  "http://localhost:8080",
];

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.use(cors({ origins, credentials: true, methods: "*", headers: "*" }));
  app.get("/", function main() {
    return { message: "Hello World" };
  });
  return app;
};
