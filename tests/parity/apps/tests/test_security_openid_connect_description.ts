import { Depends, Saluki } from "saluki";
import { OpenIdConnect } from "saluki/security";

const oid = OpenIdConnect({ openIdConnectUrl: "/openid", description: "OpenIdConnect security scheme" });

const CurrentUser = Depends({ oauth_header: oid }, ({ oauth_header }) => ({ username: oauth_header }));

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/users/me", { current_user: CurrentUser }, function readCurrentUser({ current_user }) {
    return current_user;
  });
  return app;
};
