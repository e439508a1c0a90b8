import { Saluki } from "saluki";
import { z } from "zod";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/users/me", function readUserMe() {
    return { user_id: "the current user" };
  });
  app.get("/users/{user_id}", { user_id: z.string() }, function readUser({ user_id }) {
    return { user_id };
  });
  return app;
};
