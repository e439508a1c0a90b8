import { Saluki } from "saluki";
import { HTTPBearer } from "saluki/security";

const security = HTTPBearer({ autoError: false });

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/users/me", { credentials: security }, function readCurrentUser({ credentials }) {
    return credentials ?? { msg: "Create an account first" };
  });
  return app;
};
