import { Router, Saluki } from "saluki";
import { z } from "zod";

const users = new Router();
const items = new Router();

users.get("/", function getUsers() {
  return [{ user_id: "u1" }, { user_id: "u2" }];
});
users.get("/{user_id}", { user_id: z.string() }, function getUser({ user_id }) {
  return { user_id };
});

// Included below /users/{user_id}, it is a parameter of the path; elsewhere one of the query.
const user_id = z.string().nullable().default(null);

items.get("/", { user_id }, function getItems({ user_id }) {
  if (user_id !== null) return [{ item_id: "i2", user_id }];
  return [
    { item_id: "i1", user_id: "u1" },
    { item_id: "i2", user_id: "u2" },
  ];
});
items.get("/{item_id}", { item_id: z.string(), user_id }, function getItem({ item_id, user_id }) {
  return user_id === null ? { item_id } : { item_id, user_id };
});

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.include(users, { prefix: "/users" });
  app.include(items, { prefix: "/items" });
  app.include(items, { prefix: "/users/{user_id}/items" });
  return app;
};
