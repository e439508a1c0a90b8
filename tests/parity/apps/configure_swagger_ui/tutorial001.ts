import { Saluki } from "saluki";
import { z } from "zod";

export default () => {
  const app = new Saluki({ title: "FastAPI", swaggerUIParameters: { syntaxHighlight: false } });
  app.get("/users/{username}", { username: z.string() }, function readUser({ username }) {
    return { message: `Hello ${username}` };
  });
  return app;
};
