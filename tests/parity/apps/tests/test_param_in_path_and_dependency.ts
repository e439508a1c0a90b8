import { Depends, Path, Saluki } from "saluki";
import { z } from "zod";

const user_id = Path(z.int());
const UserExists = Depends({ user_id }, () => true);

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/users/{user_id}", { user_id }, { dependencies: [UserExists] }, function readUsers() {});
  return app;
};
