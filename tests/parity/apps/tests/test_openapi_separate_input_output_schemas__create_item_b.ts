import { Saluki } from "saluki";
import { z } from "zod";

const SubItem = z
  .object({
    subname: z.string(),
    sub_description: z.string().nullable().default(null),
    tags: z.array(z.string()).default([]),
  })
  .meta({ id: "SubItem" });

const Item = z
  .object({
    name: z.string(),
    description: z.string().nullable().default(null),
    sub: SubItem.nullable().default(null),
  })
  .meta({ id: "Item" });

const Named = z.object({ name: z.string() });
const WithComputedField = Named.transform(({ name }) => ({ name, computed_field: `computed ${name}` }))
  .pipe(Named.extend({ computed_field: z.string().meta({ readOnly: true }) }))
  .meta({ id: "WithComputedField" });

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax" });
  app.post(
    "/items/",
    { item: Item },
    { response: Item, responses: { 402: Item } },
    function createItem({ item }) {
      return item;
    },
  );
  app.post("/items-list/", { item: z.array(Item) }, function createItemList({ item }) {
    return item;
  });
  app.get("/items/", {}, { response: z.array(Item) }, function readItems() {
    return [
      {
        name: "Portal Gun",
        description: "Device to travel through the multi-rick-verse",
        sub: { subname: "subname" },
      },
      { name: "Plumbus" },
    ];
  });
  app.post(
    "/with-computed-field/",
    { with_computed_field: WithComputedField },
    { response: WithComputedField },
    function createWithComputedField({ with_computed_field }) {
      return with_computed_field;
    },
  );
  return app;
};
