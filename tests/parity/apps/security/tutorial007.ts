import { timingSafeEqual } from "node:crypto";
import { Depends, HTTPException, Saluki } from "saluki";
import { HTTPBasic } from "saluki/security";

const same = (a: string, b: string) =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

const CurrentUsername = Depends({ credentials: HTTPBasic() }, ({ credentials }) => {
  const isCorrectUsername = same(credentials.username, "stanleyjobson");
  const isCorrectPassword = same(credentials.password, "swordfish");
  if (!isCorrectUsername || !isCorrectPassword) {
    const headers = { "WWW-Authenticate": "Basic" };
    throw new HTTPException(401, "Incorrect username or password", { headers });
  }
  return credentials.username;
});

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/users/me", { username: CurrentUsername }, function readCurrentUser({ username }) {
    return { username };
  });
  return app;
};
