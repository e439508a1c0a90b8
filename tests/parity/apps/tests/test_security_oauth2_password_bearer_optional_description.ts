import { Saluki } from "saluki";
import { OAuth2PasswordBearer } from "saluki/security";

const oauth2 = OAuth2PasswordBearer({
  tokenUrl: "/token",
  description: "OAuth2PasswordBearer security scheme",
  autoError: false,
});

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/items/", { token: oauth2 }, function readItems({ token }) {
    return token === undefined ? { msg: "Create an account first" } : { token };
  });
  return app;
};
