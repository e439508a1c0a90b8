import { Depends, Saluki } from "saluki";
import { OAuth2, OAuth2PasswordRequestFormStrict } from "saluki/security";

const reusableOauth2 = OAuth2({
  flows: {
    password: {
      tokenUrl: "token",
      scopes: { "read:users": "Read the users", "write:users": "Create users" },
    },
  },
  description: "OAuth2 security scheme",
  autoError: false,
});

const CurrentUser = Depends({ oauth_header: reusableOauth2 }, ({ oauth_header }) =>
  oauth_header === undefined ? null : { username: oauth_header },
);

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.post("/login", { form: OAuth2PasswordRequestFormStrict }, function login({ form }) {
    const { grantType, username, password, scopes, clientId, clientSecret } = form;
    return {
      grant_type: grantType,
      username,
      password,
      scopes,
      client_id: clientId,
      client_secret: clientSecret,
    };
  });
  app.get("/users/me", { current_user: CurrentUser }, function readUsersMe({ current_user }) {
    return current_user ?? { msg: "Create an account first" };
  });
  return app;
};
