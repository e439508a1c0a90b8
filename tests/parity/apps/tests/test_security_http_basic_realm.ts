import { Saluki } from "saluki";
import { HTTPBasic } from "saluki/security";

const security = HTTPBasic({ realm: "simple" });

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/users/me", { credentials: security }, function readCurrentUser({ credentials }) {
    return credentials;
  });
  return app;
};
