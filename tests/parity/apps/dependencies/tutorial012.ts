import { Depends, Header, HTTPException, Saluki } from "saluki";
import { z } from "zod";

const VerifyToken = Depends({ x_token: Header(z.string()) }, ({ x_token }) => {
  if (x_token !== "fake-super-secret-token") throw new HTTPException(400, "X-Token header invalid");
});

const VerifyKey = Depends({ x_key: Header(z.string()) }, ({ x_key }) => {
  if (x_key !== "fake-super-secret-key") throw new HTTPException(400, "X-Key header invalid");
  return x_key;
});

export default () => {
  const app = new Saluki({ title: "FastAPI", dependencies: [VerifyToken, VerifyKey] });
  app.get("/items/", function readItems() {
    return [{ item: "Portal Gun" }, { item: "Plumbus" }];
  });
  app.get("/users/", function readUsers() {
    return [{ username: "Rick" }, { username: "Morty" }];
  });
  return app;
};
