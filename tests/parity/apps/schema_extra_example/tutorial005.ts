import { Body, Saluki } from "saluki";
import { z } from "zod";

const Item = z
  .object({
    name: z.string(),
    description: z.string().nullable().default(null),
    price: z.number(),
    tax: z.number().nullable().default(null),
  })
  .meta({ id: "Item" });

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax" });
  const item = Body(Item, {
    examples: {
      normal: {
        summary: "A normal example",
        description: "A **normal** item works correctly.",
        value: { name: "Foo", description: "A very nice Item", price: 35.4, tax: 3.2 },
      },
      converted: {
        summary: "An example with converted data",
        description: "Prices that are text are converted to actual numbers.",
        value: { name: "Bar", price: "35.4" },
      },
      invalid: {
        summary: "Invalid data is rejected with an error",
        value: { name: "Baz", price: "thirty five point four" },
      },
    },
  });
  app.put("/items/{item_id}", { item_id: z.int(), item }, function updateItem({ item_id, item }) {
    return { item_id, item };
  });
  return app;
};
