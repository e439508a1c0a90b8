import { Body, json, Saluki } from "saluki";
import { z } from "zod";

interface Item {
  name: string | null;
  size: number | null;
}

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax" });
  const items: Record<string, Item> = {
    foo: { name: "Fighters", size: 6 },
    bar: { name: "Tenders", size: 3 },
  };
  app.put(
    "/items/{item_id}",
    {
      item_id: z.string(),
      name: Body(z.string().nullable().default(null)),
      size: Body(z.int().nullable().default(null)),
    },
    function upsertItem({ item_id, name, size }) {
      const item = { name, size };
      const exists = item_id in items;
      items[item_id] = item;
      return exists ? item : json(item, { status: 201 });
    },
  );
  return app;
};
