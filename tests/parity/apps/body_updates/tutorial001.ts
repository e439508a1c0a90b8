import { Saluki } from "saluki";
import { z } from "zod";

const Item = z
  .object({
    name: z.string().nullable().default(null),
    description: z.string().nullable().default(null),
    price: z.number().nullable().default(null),
    tax: z.number().default(10.5),
    tags: z.array(z.string()).default([]),
  })
  .meta({ id: "Item" });

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax" });
  const items: Record<string, z.input<typeof Item>> = {
    foo: { name: "Foo", price: 50.2 },
    bar: { name: "Bar", description: "The bartenders", price: 62, tax: 20.2 },
    baz: { name: "Baz", description: null, price: 50.2, tax: 10.5, tags: [] },
  };
  app.get("/items/{item_id}", { item_id: z.string() }, { response: Item }, function readItem({ item_id }) {
    return items[item_id]!;
  });
  app.put(
    "/items/{item_id}",
    { item_id: z.string(), item: Item },
    { response: Item },
    function updateItem({ item_id, item }) {
      items[item_id] = item;
      return item;
    },
  );
  return app;
};
