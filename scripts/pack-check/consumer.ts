// A user's program in TypeScript: types reach the handler, and the two mistakes below are errors.
import { Depends, Saluki } from "saluki";
import { z } from "zod";

const Item = z.object({ name: z.string() });
const Greeting = Depends(() => "hello");

const app = new Saluki({ title: "Consumer", version: "1.0.0" });
app.post(
  "/items/{itemId}",
  { itemId: z.int(), item: Item, greeting: Greeting },
  ({ itemId, item, greeting }) => {
    const id: number = itemId;
    const text: string = `${greeting}, ${item.name}`;
    // @ts-expect-error: a number has no such method
    itemId.toUpperCase;
    return { id, text };
  },
);
/** Never called: at run time it would throw the same that the compiler says. */
export function mistaken(): void {
  // @ts-expect-error: the template names a parameter that is not declared
  app.get("/items/{itemId}", {}, () => "never");
}

export default app;
