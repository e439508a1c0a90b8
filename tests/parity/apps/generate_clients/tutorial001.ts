import { Saluki } from "saluki";
import { z } from "zod";

const Item = z.object({ name: z.string(), price: z.number() }).meta({ id: "Item" });
const ResponseMessage = z.object({ message: z.string() }).meta({ id: "ResponseMessage" });

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax" });
  app.post("/items/", { item: Item }, { response: ResponseMessage }, function createItem() {
    return { message: "item received" };
  });
  app.get("/items/", {}, { response: z.array(Item) }, function getItems() {
    return [
      { name: "Plumbus", price: 3 },
      { name: "Portal Gun", price: 9001 },
    ];
  });
  return app;
};
