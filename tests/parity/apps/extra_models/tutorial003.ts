import { Saluki } from "saluki";
import { z } from "zod";

const BaseItem = z.object({ description: z.string(), type: z.string() });
const CarItem = BaseItem.extend({ type: z.string().default("car") }).meta({ id: "CarItem" });
const PlaneItem = BaseItem.extend({ type: z.string().default("plane"), size: z.int() }).meta({
  id: "PlaneItem",
});

const items: Record<string, z.input<typeof PlaneItem> | z.input<typeof CarItem>> = {
  item1: { description: "All my friends drive a low rider", type: "car" },
  item2: { description: "Music is my aeroplane, it's my aeroplane", type: "plane", size: 5 },
};

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get(
    "/items/{item_id}",
    { item_id: z.string() },
    { response: z.union([PlaneItem, CarItem]) },
    function readItem({ item_id }) {
      return items[item_id]!;
    },
  );
  return app;
};
