import { Depends, Header, HTTPException, Router, Saluki } from "saluki";
import { z } from "zod";

// dependencies

const TokenHeader = Depends({ x_token: Header(z.string()) }, ({ x_token }) => {
  if (x_token !== "fake-super-secret-token") throw new HTTPException(400, "X-Token header invalid");
});

const QueryToken = Depends({ token: z.string() }, ({ token }) => {
  if (token !== "jessica") throw new HTTPException(400, "No Jessica token provided");
});

// routers/users

const users = new Router();

users.get("/users/", {}, { tags: ["users"] }, function readUsers() {
  return [{ username: "Rick" }, { username: "Morty" }];
});
users.get("/users/me", {}, { tags: ["users"] }, function readUserMe() {
  return { username: "fakecurrentuser" };
});
users.get(
  "/users/{username}",
  { username: z.string() },
  { tags: ["users"] },
  function readUser({ username }) {
    return { username };
  },
);

// routers/items

const items = new Router({
  prefix: "/items",
  tags: ["items"],
  dependencies: [TokenHeader],
  responses: { 404: { description: "Not found" } },
});

const stock: Record<string, { name: string }> = {
  plumbus: { name: "Plumbus" },
  gun: { name: "Portal Gun" },
};

items.get("/", function readItems() {
  return stock;
});
items.get("/{item_id}", { item_id: z.string() }, function readItem({ item_id }) {
  const item = stock[item_id];
  if (item === undefined) throw new HTTPException(404, "Item not found");
  return { name: item.name, item_id };
});
items.put(
  "/{item_id}",
  { item_id: z.string() },
  { tags: ["custom"], responses: { 403: { description: "Operation forbidden" } } },
  function updateItem({ item_id }) {
    if (item_id !== "plumbus") throw new HTTPException(403, "You can only update the item: plumbus");
    return { item_id, name: "The great Plumbus" };
  },
);

// internal/admin

const admin = new Router();

admin.post("/", function updateAdmin() {
  return { message: "Admin getting schwifty" };
});

// main

export default () => {
  const app = new Saluki({ title: "FastAPI", dependencies: [QueryToken] });
  app.include(users);
  app.include(items);
  app.include(admin, {
    prefix: "/admin",
    tags: ["admin"],
    dependencies: [TokenHeader],
    responses: { 418: { description: "I'm a teapot" } },
  });
  app.get("/", function root() {
    return { message: "Hello Bigger Applications!" };
  });
  return app;
};
