import { EventStream, Router } from "saluki";
import { CurrentUser } from "../auth.ts";
import { Live } from "../live.ts";
import { OrderChange, Problem, StockChange } from "../schemas.ts";

export const events = new Router({ prefix: "/events", tags: ["events"] });

events.get(
  "/stock",
  { live: Live },
  { response: EventStream(StockChange), summary: "Changes of the stock, as they happen" },
  // Not a generator: that would begin to listen when the client reads, and miss what happens till then.
  function watchStock({ live }, { signal }) {
    return live.stock.subscribe(signal);
  },
);

events.get(
  "/orders",
  { user: CurrentUser, live: Live },
  {
    response: EventStream(OrderChange),
    responses: { 401: Problem },
    summary: "Changes of your orders, as they happen",
  },
  function watchOrders({ user, live }, { signal }) {
    return live.orders.subscribe(signal, ({ userId }) => userId === user.id);
  },
);
