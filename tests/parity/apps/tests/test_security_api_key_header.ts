import { Depends, Saluki } from "saluki";
import { APIKeyHeader } from "saluki/security";

const apiKey = APIKeyHeader({ name: "key" });

const CurrentUser = Depends({ key: apiKey }, ({ key }) => ({ username: key }));

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/users/me", { current_user: CurrentUser }, function readCurrentUser({ current_user }) {
    return current_user;
  });
  return app;
};
