import { Saluki } from "saluki";
import { z } from "zod";

const Item = z
  .object({
    aliased_name: z.string(),
    price: z.number().nullable().default(null),
    owner_ids: z.array(z.int()).nullable().default(null),
  })
  .meta({ id: "Item" });

const valid = { aliased_name: "valid", price: 1.0 };
const coerced = { aliased_name: "coerce", price: Number("1.0") };
const foo = { aliased_name: "foo" };
const bar = { aliased_name: "bar", price: 1.0 };
const baz = { aliased_name: "baz", price: 2.0, owner_ids: [1, 2, 3] };

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  const skip = { responseSkip: "unset" } as const;
  app.get("/items/valid", {}, { response: Item }, function getValid() {
    return valid;
  });
  app.get("/items/coerce", {}, { response: Item }, function getCoerce() {
    return coerced;
  });
  app.get("/items/validlist", {}, { response: z.array(Item) }, function getValidlist() {
    return [foo, bar, baz];
  });
  app.get("/items/validdict", {}, { response: z.record(z.string(), Item) }, function getValiddict() {
    return { k1: foo, k2: bar, k3: baz };
  });
  app.get("/items/valid-exclude-unset", {}, { response: Item, ...skip }, function getValidExcludeUnset() {
    return valid;
  });
  app.get("/items/coerce-exclude-unset", {}, { response: Item, ...skip }, function getCoerceExcludeUnset() {
    return coerced;
  });
  app.get(
    "/items/validlist-exclude-unset",
    {},
    { response: z.array(Item), ...skip },
    function getValidlistExcludeUnset() {
      return [foo, bar, baz];
    },
  );
  app.get(
    "/items/validdict-exclude-unset",
    {},
    { response: z.record(z.string(), Item), ...skip },
    function getValiddictExcludeUnset() {
      return { k1: foo, k2: bar, k3: baz };
    },
  );
  return app;
};
