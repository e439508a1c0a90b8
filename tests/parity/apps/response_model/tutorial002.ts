import { Saluki } from "saluki";
import { z } from "zod";

const UserIn = z
  .object({
    username: z.string(),
    password: z.string(),
    email: z.email(),
    full_name: z.string().nullable().default(null),
  })
  .meta({ id: "UserIn" });

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax" });
  // Never do this in production: the answer has the password in it.
  app.post("/user/", { user: UserIn }, { response: UserIn }, function createUser({ user }) {
    return user;
  });
  return app;
};
