import { Saluki } from "saluki";
import { z } from "zod";

const Subscription = z
  .object({
    username: z.string(),
    monthly_fee: z.number(),
    start_date: z.iso.datetime({ local: true, offset: true }),
  })
  .meta({ id: "Subscription" });

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax" });
  app.webhooks.post(
    "new-subscription",
    { body: Subscription },
    { description: "Sent to the URL that you register for `new-subscription` in the dashboard." },
    function newSubscription() {},
  );
  app.get("/users/", function readUsers() {
    return ["Rick", "Morty"];
  });
  return app;
};
