import { Depends, HTTPException, Saluki } from "saluki";
import { HTTPBearer } from "saluki/security";

const bearer = HTTPBearer({ schemeName: "HTTPBearer403", autoError: false });

const Credentials = Depends({ credentials: bearer }, ({ credentials }) => {
  if (credentials === undefined) throw new HTTPException(403, "Not authenticated");
  return credentials;
});

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/me", { credentials: Credentials }, function readMe({ credentials }) {
    return { message: "You are authenticated", token: credentials.credentials };
  });
  return app;
};
