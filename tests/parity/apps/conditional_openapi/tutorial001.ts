import { Saluki } from "saluki";

export default () => {
  const openapiUrl = process.env.OPENAPI_URL ?? "/openapi.json";
  const app = new Saluki({ title: "FastAPI", openapiUrl: openapiUrl === "" ? null : openapiUrl });
  app.get("/", function root() {
    return { message: "Hello World" };
  });
  return app;
};
