import { z } from "zod";
import { HeaderList, HttpResponse } from "./src/http/index.ts";
import { salukiEngine } from "./src/server/http1-engine.ts";

const Item = z.object({
  name: z.string().min(1),
  price: z.number().positive(),
  tax: z.number().optional(),
  tags: z.array(z.string()).default([]),
});
const Out = Item.extend({ id: z.int(), q: z.string().nullable() });
const Int = z.int();
const Q = z.string().optional();
const J = new HeaderList({ "content-type": "application/json" });
const json = (b: string) => new HttpResponse(b, { headers: J.share() });
class Lazy {
  s: string;
  p: URLSearchParams | null = null;
  constructor(s: string) {
    this.s = s;
  }
  get(k: string) {
    return (this.p ??= new URLSearchParams(this.s)).get(k);
  }
}
function handle(req: any): HttpResponse {
  if (req.method === "POST" && req.path.startsWith("/items/")) {
    const idText = req.path.slice(7);
    const n = /^-?\d+$/.test(idText) ? +idText : idText;
    const a = Int.safeParse(n);
    const b = Q.safeParse(new Lazy(req.query).get("q") ?? undefined);
    const body = req.body.bytes(1e6);
    const c = Item.safeParse(JSON.parse((body as Buffer).toString("utf8")));
    if (!a.success || !b.success || !c.success) return new HttpResponse("{}", { status: 422 });
    const out = Out.safeParse({ id: a.data, q: b.data ?? null, ...c.data });
    if (!out.success) return new HttpResponse("{}", { status: 500 });
    return json(JSON.stringify(out.data));
  }
  return json(JSON.stringify({ hello: "world" }));
}
const e = salukiEngine(handle, {
  headersTimeout: 2000,
  requestTimeout: 300000,
  keepAliveTimeout: 20000,
  maxHeaderBytes: 16384,
  maxUnreadBodyBytes: 65536,
  onError: (e: unknown) => console.error(e),
} as never);
await e.listen({ host: "127.0.0.1", port: Number(process.env.PORT) });
process.on("SIGINT", () => process.exit());
