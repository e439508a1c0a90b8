import { Saluki } from "saluki";
import { z } from "zod";

const Item = z
  .object({ name: z.string(), description: z.string().nullable().default(null) })
  .meta({ id: "Item" });

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax" });
  app.post("/items/", { item: Item }, function createItem({ item }) {
    return item;
  });
  app.get("/items/", {}, { response: z.array(Item) }, function readItems() {
    return [
      { name: "Portal Gun", description: "Device to travel through the multi-rick-verse" },
      { name: "Plumbus" },
    ];
  });
  return app;
};
