import { Saluki } from "saluki";
import { z } from "zod";

const Item = z.object({ name: z.string(), price: z.number() }).meta({ id: "Item" });
const ResponseMessage = z.object({ message: z.string() }).meta({ id: "ResponseMessage" });
const User = z.object({ username: z.string(), email: z.string() }).meta({ id: "User" });

export default () => {
  const app = new Saluki({
    title: "FastAPI",
    jsonCoercion: "lax",
    generateOperationId: ({ tags, name }) => `${tags[0]}-${name}`,
  });
  app.post("/items/", { item: Item }, { response: ResponseMessage, tags: ["items"] }, function createItem() {
    return { message: "Item received" };
  });
  app.get("/items/", {}, { response: z.array(Item), tags: ["items"] }, function getItems() {
    return [
      { name: "Plumbus", price: 3 },
      { name: "Portal Gun", price: 9001 },
    ];
  });
  app.post("/users/", { user: User }, { response: ResponseMessage, tags: ["users"] }, function createUser() {
    return { message: "User received" };
  });
  return app;
};
