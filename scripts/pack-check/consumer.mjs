// A user's program in JavaScript. Its arguments are the subpaths of the package.
import assert from "node:assert/strict";
import { HTTPException, Saluki } from "saluki";
import { z } from "zod";

for (const subpath of process.argv.slice(2)) {
  for (const [name, exported] of Object.entries(await import(subpath))) {
    // Stacks and consoles show the names that users know.
    if (typeof exported === "function") assert.equal(exported.name, name);
  }
}

const app = new Saluki({ title: "Consumer", version: "1.0.0" });
app.get("/items/{itemId}", { itemId: z.int() }, ({ itemId }) => {
  if (itemId === 0) throw new HTTPException(404, "no such item");
  return { itemId };
});

const get = (path) => app.fetch(new Request(`http://localhost${path}`));
assert.deepEqual(await (await get("/items/42")).json(), { itemId: 42 });
assert.equal((await get("/items/0")).status, 404);
assert.equal((await get("/items/x")).status, 422);
const document = await (await get("/openapi.json")).json();
assert.equal(document.info.title, "Consumer");

const page = await (await get("/docs")).text();
const script = /<script src="([^"]+)"/.exec(page)[1];
assert.equal((await get(new URL(script, "http://localhost/docs").pathname)).status, 200);
