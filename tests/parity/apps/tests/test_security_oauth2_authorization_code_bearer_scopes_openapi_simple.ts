import { Depends, Saluki, Security } from "saluki";
import { OAuth2AuthorizationCodeBearer } from "saluki/security";

const oauth2 = OAuth2AuthorizationCodeBearer({
  authorizationUrl: "api/oauth/authorize",
  tokenUrl: "/api/oauth/token",
  scopes: { read: "Read access", write: "Write access" },
});
const Token = Depends({ token: oauth2 }, ({ token }) => token);

export default () => {
  const app = new Saluki({ title: "FastAPI", dependencies: [Token] });
  app.get(
    "/admin",
    {},
    { dependencies: [Security(Token, { scopes: ["read", "write"] })] },
    function readAdmin() {
      return { message: "Admin Access" };
    },
  );
  return app;
};
