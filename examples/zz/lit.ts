import { reply, Saluki } from "saluki";
import { z } from "zod";

const app = new Saluki();
const H = z.object({
  status: z.enum(["ok", "bad"]),
  list: z.array(z.object({ kind: z.literal("a") })).optional(),
});
app.get("/a", {}, { response: H }, () => ({ status: "ok" }));
app.get("/b", {}, { response: H }, async () => ({ status: "ok" }));
app.get("/c", { q: z.string() }, { response: H }, ({ q }) => ({ status: q ? "ok" : "bad" }));
app.get("/d", { q: z.string() }, { response: H }, async function x({ q }) {
  if (q) return { status: "ok" };
  return { status: "bad", list: [{ kind: "a" }] };
});
app.get("/e", { q: z.string() }, { response: H, responses: { 404: H } }, async ({ q }) =>
  q ? { status: "ok" } : reply(404, { status: "bad" }),
);
