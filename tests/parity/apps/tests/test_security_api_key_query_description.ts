import { Depends, Saluki } from "saluki";
import { APIKeyQuery } from "saluki/security";

const apiKey = APIKeyQuery({ name: "key", description: "An API key in the query string" });

const CurrentUser = Depends({ key: apiKey }, ({ key }) => ({ username: key }));

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/users/me", { current_user: CurrentUser }, function readCurrentUser({ current_user }) {
    return current_user;
  });
  return app;
};
