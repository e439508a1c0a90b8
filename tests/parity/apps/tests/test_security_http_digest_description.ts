import { Saluki } from "saluki";
import { HTTPDigest } from "saluki/security";

const security = HTTPDigest({ description: "HTTPDigest scheme" });

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/users/me", { credentials: security }, function readCurrentUser({ credentials }) {
    return credentials;
  });
  return app;
};
