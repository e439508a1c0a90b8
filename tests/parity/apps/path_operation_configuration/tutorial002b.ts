import { Saluki } from "saluki";

const Tags = { items: "items", users: "users" } as const;

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/items/", {}, { tags: [Tags.items] }, function getItems() {
    return ["Portal gun", "Plumbus"];
  });
  app.get("/users/", {}, { tags: [Tags.users] }, function readUsers() {
    return ["Rick", "Morty"];
  });
  return app;
};
