import { reply, Saluki } from "saluki";
import { z } from "zod";

const Item = z.object({ id: z.string(), value: z.string() }).meta({ id: "Item" });
const Message = z.object({ message: z.string() }).meta({ id: "Message" });

const responses = {
  404: { schema: Message, description: "The item was not found" },
  200: {
    description: "Item requested by ID",
    content: { "application/json": { example: { id: "bar", value: "The bar tenders" } } },
  },
};

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get(
    "/items/{item_id}",
    { item_id: z.string() },
    { response: Item, responses },
    function readItem({ item_id }) {
      if (item_id === "foo") return { id: "foo", value: "there goes my hero" };
      return reply(404, { message: "Item not found" });
    },
  );
  return app;
};
