import { json, Saluki } from "saluki";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.post("/cookie/", function createCookie(_params, { response }) {
    response.setCookie("fakesession", "fake-cookie-session-value");
    return json({ message: "Come to the dark side, we have cookies" });
  });
  return app;
};
