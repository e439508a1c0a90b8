import { OutgoingRequests, Saluki } from "saluki";
import { z } from "zod";

const Item = z.object({ name: z.string(), price: z.number() }).meta({ id: "Item" });
const Message = z.object({ title: z.string(), description: z.string() }).meta({ id: "Message" });

const items = { item1: Item, item2: Item };
const response = z.array(Item);
const responses = { 404: z.array(Message) };

const callbacks = new OutgoingRequests();
callbacks.post(
  "/post-callback",
  items,
  { response, responses, operationId: "baz_post_callback" },
  function postCallback({ item1, item2 }) {
    return [item1, item2];
  },
);

export default () => {
  const app = new Saluki({ title: "FastAPI", generateOperationId: ({ name }) => `foo_${name}` });
  app.post(
    "/",
    items,
    { response, responses, callbacks: { post_callback: callbacks }, operationId: "baz_post_root" },
    function postRoot({ item1, item2 }) {
      return [item1, item2];
    },
  );
  app.post("/tocallback", items, { response, responses }, function postWithCallback({ item1, item2 }) {
    return [item1, item2];
  });
  return app;
};
