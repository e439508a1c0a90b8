import { Body, Cookie, File, Form, Header, Path, Query, Saluki } from "saluki";
import { z } from "zod";

const Color = z.enum(["red", "green"]).meta({ id: "Color" });
const Cat = z.object({ kind: z.literal("cat"), lives: z.int() }).meta({ id: "Cat" });
const Dog = z.object({ kind: z.literal("dog"), name: z.string() }).meta({ id: "Dog" });
const Thing = z
  .object({
    name: z.string().min(1),
    size: z.union([z.int(), z.string()]),
    made: z.date().nullable(),
    tags: z.array(z.string()).default([]),
    counts: z.record(z.string(), z.int()).optional(),
    pair: z.tuple([z.int(), z.string()]).optional(),
    pet: z.discriminatedUnion("kind", [Cat, Dog]).optional(),
    color: Color.default("red"),
    get parts() {
      return z.array(Thing).optional();
    },
  })
  .meta({ id: "Thing" });

/** Parameters of every source and of many types, each given back. */
export function createParametersApp(): Saluki {
  const app = new Saluki({ title: "Parameters", version: "1.0.0" });

  app.get(
    "/scalars/{id}/{day}",
    {
      id: Path(z.int().min(1)),
      day: z.iso.date(),
      color: Query(Color.optional()),
      many: Query(z.array(z.int()).default([])),
      flag: Query(z.boolean().default(false)),
      ratio: Query(z.number().gt(0).lt(1).nullable().default(null)),
      xTraceId: Header(z.guid().optional()),
      session: Cookie(z.string().optional()),
    },
    {
      response: z.object({
        id: z.int(),
        day: z.string(),
        color: Color.optional(),
        many: z.array(z.int()),
        flag: z.boolean(),
        ratio: z.number().nullable(),
        xTraceId: z.string().optional(),
        session: z.string().optional(),
      }),
    },
    function readScalars(values) {
      return values;
    },
  );
  app.post(
    "/things",
    { thing: Body(Thing) },
    { response: Thing, status: 201 },
    function createThing({ thing }) {
      return thing;
    },
  );
  app.put(
    "/embedded",
    { thing: Body(Thing), priority: Body(z.int()) },
    { response: z.object({ name: z.string(), priority: z.int() }) },
    function replaceThing({ thing, priority }) {
      return { name: thing.name, priority };
    },
  );
  app.post(
    "/form",
    { name: Form(z.string()), age: Form(z.int().optional()) },
    { response: z.object({ name: z.string(), age: z.int().optional() }) },
    function sendForm(values) {
      return values;
    },
  );
  app.post(
    "/upload",
    { file: File(), note: Form(z.string()) },
    { response: z.object({ name: z.string(), size: z.int(), note: z.string() }) },
    function upload({ file, note }) {
      return { name: file.name, size: file.size, note };
    },
  );
  app.delete("/things/{id}", { id: Path(z.int()) }, { status: 204 }, function deleteThing() {});
  return app;
}
