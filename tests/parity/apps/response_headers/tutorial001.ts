import { json, Saluki } from "saluki";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/headers/", function getHeaders() {
    const headers = { "X-Cat-Dog": "alone in the world", "Content-Language": "en-US" };
    return json({ message: "Hello World" }, { headers });
  });
  return app;
};
