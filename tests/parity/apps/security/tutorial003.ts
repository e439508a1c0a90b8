import { Depends, HTTPException, Saluki } from "saluki";
import { OAuth2PasswordBearer, OAuth2PasswordRequestForm } from "saluki/security";

interface User {
  username: string;
  email: string;
  full_name: string;
  disabled: boolean;
  hashed_password: string;
}

const users: Record<string, User> = {
  johndoe: {
    username: "johndoe",
    full_name: "John Doe",
    email: "johndoe@example.com",
    hashed_password: "fakehashedsecret",
    disabled: false,
  },
  alice: {
    username: "alice",
    full_name: "Alice Wonderson",
    email: "alice@example.com",
    hashed_password: "fakehashedsecret2",
    disabled: true,
  },
};

const fakeHashPassword = (password: string) => `fakehashed${password}`;

const CurrentUser = Depends({ token: OAuth2PasswordBearer({ tokenUrl: "token" }) }, ({ token }) => {
  // No security at all: the token is the user's name.
  const user = users[token];
  if (user === undefined)
    throw new HTTPException(401, "Not authenticated", { headers: { "WWW-Authenticate": "Bearer" } });
  return user;
});

const CurrentActiveUser = Depends({ user: CurrentUser }, ({ user }) => {
  if (user.disabled) throw new HTTPException(400, "Inactive user");
  return user;
});

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.post("/token", { form: OAuth2PasswordRequestForm }, function login({ form }) {
    const user = users[form.username];
    if (user === undefined || user.hashed_password !== fakeHashPassword(form.password))
      throw new HTTPException(400, "Incorrect username or password");
    return { access_token: user.username, token_type: "bearer" };
  });
  app.get("/users/me", { currentUser: CurrentActiveUser }, function readUsersMe({ currentUser }) {
    return currentUser;
  });
  return app;
};
