import { Saluki } from "saluki";
import { OAuth2PasswordBearer } from "saluki/security";

const oauth2Scheme = OAuth2PasswordBearer({ tokenUrl: "token" });

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/items/", { token: oauth2Scheme }, function readItems({ token }) {
    return { token };
  });
  return app;
};
