import { Saluki } from "saluki";
import { z } from "zod";

const Item = z
  .object({
    name: z.string(),
    description: z.string().nullable().default(null),
    price: z.number(),
    tax: z.number().default(10.5),
    tags: z.array(z.string()).default([]),
  })
  .meta({ id: "Item" });

const items: Record<string, z.input<typeof Item>> = {
  foo: { name: "Foo", price: 50.2 },
  bar: { name: "Bar", description: "The bartenders", price: 62, tax: 20.2 },
  baz: { name: "Baz", description: null, price: 50.2, tax: 10.5, tags: [] },
};

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get(
    "/items/{item_id}",
    { item_id: z.string() },
    { response: Item, responseSkip: "unset" },
    function readItem({ item_id }) {
      return items[item_id]!;
    },
  );
  return app;
};
