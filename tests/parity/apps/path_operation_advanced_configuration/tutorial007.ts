import { HTTPException, Saluki, validate } from "saluki";
import yaml from "yaml";
import { z } from "zod";

const Item = z.object({ name: z.string(), tags: z.array(z.string()) });

const requestBody = {
  content: { "application/x-yaml": { schema: z.toJSONSchema(Item, { io: "input" }) } },
  required: true,
};

function parseYaml(bytes: Uint8Array): unknown {
  try {
    return yaml.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new HTTPException(422, "Invalid YAML");
  }
}

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.post("/items/", {}, { openapi: { requestBody } }, async function createItem(_params, { request }) {
    return validate(Item, parseYaml(await request.body.bytes(100_000)));
  });
  return app;
};
