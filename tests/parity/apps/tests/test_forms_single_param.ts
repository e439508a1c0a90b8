import { Form, Saluki } from "saluki";
import { z } from "zod";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.post("/form/", { username: Form(z.string()) }, function postForm({ username }) {
    return username;
  });
  return app;
};
