import { Saluki } from "saluki";
import { z } from "zod";

const BaseUser = z
  .object({ username: z.string(), email: z.email(), full_name: z.string().nullable().default(null) })
  .meta({ id: "BaseUser" });
const UserIn = BaseUser.extend({ password: z.string() }).meta({ id: "UserIn" });

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax" });
  app.post("/user/", { user: UserIn }, { response: BaseUser }, function createUser({ user }) {
    return user;
  });
  return app;
};
