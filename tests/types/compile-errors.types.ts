// Each of these is a mistake that the compiler has to find.
import { Depends, EventStream, Query, reply, Saluki, ServerSentEvent } from "saluki";
import { z } from "zod";

const app = new Saluki();
const ItemOut = z.object({ id: z.int(), name: z.string() });
const Problem = z.object({ title: z.string() });

// @ts-expect-error {id} is not declared
app.get("/items/{id}", () => 1);

// @ts-expect-error {id} is not declared
app.get("/items/{id}", { q: z.string() }, ({ q }) => q);

// @ts-expect-error {id} is a query parameter here, not a path parameter
app.get("/items/{id}", { id: Query(z.int()) }, ({ id }) => id);

// @ts-expect-error {b} is declared by nobody, not by the dependency either
app.get("/items/{a}/{b}", { user: Depends({ a: z.int() }, ({ a }) => a) }, ({ user }) => user);

// @ts-expect-error {path} is not declared
app.get("/files/{path:path}", {}, () => 1);

// @ts-expect-error a number where the response takes a string
app.get("/a", {}, { response: ItemOut }, () => ({ id: 1, name: 2 }));

// @ts-expect-error a member is missing
app.get("/a", {}, { response: ItemOut }, async () => ({ id: 1 }));

// @ts-expect-error 404 has another body
app.get("/a", {}, { response: ItemOut, responses: { 404: Problem } }, () => reply(404, { title: 1 }));

// @ts-expect-error 409 is not documented
app.get("/a", {}, { response: ItemOut, responses: { 404: Problem } }, () => reply(409, { title: "x" }));

// @ts-expect-error also without a response schema a reply has to be documented
app.get("/a", {}, { responses: { 404: Problem } }, () => reply(409, { title: "x" }));

// @ts-expect-error the items of the stream are of another type
app.get("/a", {}, { response: EventStream(ItemOut) }, async function* () {
  yield { id: "1", name: "x" };
});

// @ts-expect-error the data of an event is neither an item nor text
app.get("/a", {}, { response: EventStream(ItemOut) }, async function* () {
  yield ServerSentEvent({ data: { id: "1", name: "x" } });
});

// @ts-expect-error fields of an event are no item: ServerSentEvent(...) makes an event of them
app.get("/a", {}, { response: EventStream(ItemOut) }, async function* () {
  yield { data: { id: 1, name: "x", price: 1 }, event: "added" };
});

// @ts-expect-error a function is not a parameter: Depends(fn) is
app.get("/a", { db: () => 1 }, ({ db }) => db);

// @ts-expect-error there is no such member
app.get("/a", { q: z.string() }, ({ nope }) => nope);

// @ts-expect-error a schema is not a dependency
app.get("/a", {}, { dependencies: [z.string()] }, () => 1);

// @ts-expect-error not one of the scopes
Depends({}, () => 1, { scope: "session" });

// @ts-expect-error not one of the values
app.get("/a", {}, { response: z.object({ status: z.enum(["ok", "down"]) }) }, () => ({ status: "up" }));

// @ts-expect-error worker processes are started by the command: a module that listens cannot be loaded by a master
app.listen({ workers: 4 });
