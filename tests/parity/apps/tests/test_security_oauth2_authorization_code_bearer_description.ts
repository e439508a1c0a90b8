import { Saluki } from "saluki";
import { OAuth2AuthorizationCodeBearer } from "saluki/security";

const oauth2 = OAuth2AuthorizationCodeBearer({
  authorizationUrl: "authorize",
  tokenUrl: "token",
  description: "OAuth2 Code Bearer",
});

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/items/", { token: oauth2 }, function readItems({ token }) {
    return { token };
  });
  return app;
};
