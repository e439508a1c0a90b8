import { Saluki } from "saluki";
import { z } from "zod";

const Item = z
  .object({
    name: z.string(),
    description: z.string().nullable().default(null),
    price: z.number(),
    tax: z.number().nullable().default(null),
    tags: z.set(z.string()).default(new Set()),
  })
  .meta({ id: "Item" });

const description = `
Create an item with all the information:

- **name**: each item must have a name
- **description**: a long description
- **price**: required
- **tax**: if the item doesn't have tax, you can omit this
- **tags**: a set of unique tag strings for this item
`;

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax" });
  app.post(
    "/items/",
    { item: Item },
    { response: Item, summary: "Create an item", description },
    function createItem({ item }) {
      return item;
    },
  );
  return app;
};
