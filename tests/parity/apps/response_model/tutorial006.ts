import { Saluki } from "saluki";
import { z } from "zod";

const Item = z
  .object({
    name: z.string(),
    description: z.string().nullable().default(null),
    price: z.number(),
    tax: z.number().default(10.5),
  })
  .meta({ id: "Item" });

const items: Record<string, z.input<typeof Item>> = {
  foo: { name: "Foo", price: 50.2 },
  bar: { name: "Bar", description: "The Bar fighters", price: 62, tax: 20.2 },
  baz: { name: "Baz", description: "There goes my baz", price: 50.2, tax: 10.5 },
};

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get(
    "/items/{item_id}/name",
    { item_id: z.string() },
    { response: Item, responseInclude: ["name", "description"] },
    function readItemName({ item_id }) {
      return items[item_id]!;
    },
  );
  app.get(
    "/items/{item_id}/public",
    { item_id: z.string() },
    { response: Item, responseExclude: ["tax"] },
    function readItemPublicData({ item_id }) {
      return items[item_id]!;
    },
  );
  return app;
};
