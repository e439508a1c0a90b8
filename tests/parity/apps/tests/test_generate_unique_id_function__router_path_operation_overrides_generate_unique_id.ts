import { Router, Saluki } from "saluki";
import { z } from "zod";

const Item = z.object({ name: z.string(), price: z.number() }).meta({ id: "Item" });
const Message = z.object({ title: z.string(), description: z.string() }).meta({ id: "Message" });

const response = z.array(Item);
const responses = { 404: z.array(Message) };

export default () => {
  const app = new Saluki({ title: "FastAPI", generateOperationId: ({ name }) => `foo_${name}` });
  app.post("/", { item1: Item, item2: Item }, { response, responses }, function postRoot({ item1, item2 }) {
    return [item1, item2];
  });

  const router = new Router();
  router.post(
    "/router",
    { item1: Item, item2: Item },
    { response, responses, operationId: "baz_post_router" },
    function postRouter({ item1, item2 }) {
      return [item1, item2];
    },
  );
  app.include(router);
  return app;
};
