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

const UserOut = UserIn.omit({ password: true }).meta({ id: "UserOut" });

const UserInDb = UserOut.extend({ hashed_password: z.string() });

const fakePasswordHasher = (rawPassword: string) => `supersecret${rawPassword}`;

function fakeSaveUser({ password, ...user }: z.infer<typeof UserIn>): z.infer<typeof UserInDb> {
  return { ...user, hashed_password: fakePasswordHasher(password) };
}

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax" });
  app.post("/user/", { user_in: UserIn }, { response: UserOut }, function createUser({ user_in }) {
    return fakeSaveUser(user_in);
  });
  return app;
};
