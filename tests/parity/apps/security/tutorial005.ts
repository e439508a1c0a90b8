import { Depends, HTTPException, Saluki, Security, SecurityScopes } from "saluki";
import {
  hashPassword,
  Jwt,
  OAuth2PasswordBearer,
  OAuth2PasswordRequestForm,
  verifyPassword,
} from "saluki/security";
import { z } from "zod";

const Token = z.object({ access_token: z.string(), token_type: z.string() }).meta({ id: "Token" });
const TokenData = z.object({ sub: z.string(), scope: z.string().default("") });
const User = z
  .object({
    username: z.string(),
    email: z.string().nullable().default(null),
    full_name: z.string().nullable().default(null),
    disabled: z.boolean().nullable().default(null),
  })
  .meta({ id: "User" });

const users = {
  johndoe: {
    username: "johndoe",
    full_name: "John Doe",
    email: "johndoe@example.com",
    hashed_password: await hashPassword("secret"),
    disabled: false,
  },
  alice: {
    username: "alice",
    full_name: "Alice Chains",
    email: "alicechains@example.com",
    hashed_password: await hashPassword("secretalice"),
    disabled: true,
  },
};
type Username = keyof typeof users;

const findUser = (username: string) => users[username as Username] as (typeof users)[Username] | undefined;

const jwt = new Jwt({
  secret: "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
  expiresIn: 30 * 60,
});

const oauth2Scheme = OAuth2PasswordBearer({
  tokenUrl: "token",
  scopes: { me: "Read information about the current user.", items: "Read items." },
});

const CurrentUser = Depends(
  { required: SecurityScopes, token: oauth2Scheme },
  async ({ required, token }) => {
    const challenge = required.scopes.length > 0 ? `Bearer scope="${required.scopeStr}"` : "Bearer";
    const refuse = (detail: string) =>
      new HTTPException(401, detail, { headers: { "WWW-Authenticate": challenge } });
    const claims = TokenData.safeParse(await jwt.verify(token).catch(() => null));
    const user = claims.data && findUser(claims.data.sub);
    if (user === undefined) throw refuse("Could not validate credentials");
    const granted = claims.data!.scope.split(" ");
    if (!required.scopes.every((scope) => granted.includes(scope))) throw refuse("Not enough permissions");
    return user;
  },
);

const CurrentActiveUser = Depends({ user: Security(CurrentUser, { scopes: ["me"] }) }, ({ user }) => {
  if (user.disabled) throw new HTTPException(400, "Inactive user");
  return user;
});

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.post(
    "/token",
    { form: OAuth2PasswordRequestForm },
    { response: Token },
    async function loginForAccessToken({ form }) {
      const user = findUser(form.username);
      if (user === undefined || !(await verifyPassword(user.hashed_password, form.password)))
        throw new HTTPException(400, "Incorrect username or password");
      const access_token = await jwt.sign({ sub: user.username, scope: form.scopes.join(" ") });
      return { access_token, token_type: "bearer" };
    },
  );
  app.get(
    "/users/me/",
    { currentUser: CurrentActiveUser },
    { response: User },
    function readUsersMe({ currentUser }) {
      return currentUser;
    },
  );
  app.get(
    "/users/me/items/",
    { currentUser: Security(CurrentActiveUser, { scopes: ["items"] }) },
    function readOwnItems({ currentUser }) {
      return [{ item_id: "Foo", owner: currentUser.username }];
    },
  );
  app.get("/status/", { currentUser: CurrentUser }, function readSystemStatus() {
    return { status: "ok" };
  });
  return app;
};
