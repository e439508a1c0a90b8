import { Saluki } from "saluki";
import { z } from "zod";

const app = new Saluki();

app.get("/items/{itemId}", { itemId: z.int(), q: z.string().max(50).optional() }, ({ itemId, q }) => ({
  itemId,
  q,
}));

const server = await app.listen({ port: 8000 });
console.log(`${server.url}/items/42?q=lamp, and the documentation at ${server.url}/docs`);
