import { Path, Query, Saluki } from "saluki";
import { z } from "zod";

const number = z.number();
const integer = z.int();

/** What `/path/.../{item_id}` takes, by the part in the middle. */
const PATH_SCHEMAS = {
  "": z.unknown(),
  "/str": z.string(),
  "/int": integer,
  "/float": number,
  "/bool": z.boolean(),
  "/param": z.string().nullable(),
  "/param-minlength": z.string().min(3),
  "/param-maxlength": z.string().max(3),
  "/param-min_maxlength": z.string().min(2).max(3),
  "/param-gt": number.gt(3),
  "/param-gt0": number.gt(0),
  "/param-ge": number.gte(3),
  "/param-lt": number.lt(3),
  "/param-lt0": number.lt(0),
  "/param-le": number.lte(3),
  "/param-lt-gt": number.lt(3).gt(1),
  "/param-le-ge": number.lte(3).gte(1),
  "/param-lt-int": integer.lt(3),
  "/param-gt-int": integer.gt(3),
  "/param-le-int": integer.lte(3),
  "/param-ge-int": integer.gte(3),
  "/param-lt-gt-int": integer.lt(3).gt(1),
  "/param-le-ge-int": integer.lte(3).gte(1),
};

const greet = (query: unknown) => (query === undefined || query === null ? "foo bar" : `foo bar ${query}`);

export default () => {
  const app = new Saluki({
    title: "FastAPI",
    externalDocs: {
      description: "External API documentation.",
      url: "https://docs.example.com/api-general",
    },
  });

  app.route(["GET"], "/api_route", function nonOperation() {
    return { message: "Hello World" };
  });
  app.get("/non_decorated_route", function nonDecoratedRoute() {
    return { message: "Hello World" };
  });
  app.get("/text", function getText() {
    return "Hello World";
  });

  for (const [kind, schema] of Object.entries(PATH_SCHEMAS)) {
    app.get(`/path${kind}/{item_id}`, { item_id: Path(schema) }, ({ item_id }) => item_id);
  }

  app.get("/query", { query: Query(z.unknown()) }, function getQuery({ query }) {
    return greet(query);
  });
  app.get("/query/optional", { query: Query(z.unknown().optional()) }, function getQueryOptional({ query }) {
    return greet(query);
  });
  app.get("/query/int", { query: integer }, function getQueryType({ query }) {
    return greet(query);
  });
  app.get(
    "/query/int/optional",
    { query: integer.nullable().optional() },
    function getQueryTypeOptional({ query }) {
      return greet(query);
    },
  );
  app.get("/query/int/default", { query: integer.default(10) }, function getQueryTypeIntDefault({ query }) {
    return greet(query);
  });
  app.get("/query/param", { query: Query(z.unknown().optional()) }, function getQueryParam({ query }) {
    return greet(query);
  });
  app.get("/query/param-required", { query: Query(z.unknown()) }, function getQueryParamRequired({ query }) {
    return greet(query);
  });
  app.get("/query/param-required/int", { query: integer }, function getQueryParamRequiredType({ query }) {
    return greet(query);
  });

  app.get("/enum-status-code", {}, { status: 201 }, function getEnumStatusCode() {
    return "foo bar";
  });

  app.get("/query/frozenset", { query: Query(z.set(integer)) }, function getQueryTypeFrozenset({ query }) {
    return [...query].sort().join(",");
  });
  app.get(
    "/query/list",
    { device_ids: Query(z.array(integer)) },
    { response: z.array(integer) },
    function getQueryList({ device_ids }) {
      return device_ids;
    },
  );
  app.get(
    "/query/list-default",
    { device_ids: Query(z.array(integer).default([])) },
    { response: z.array(integer) },
    function getQueryListDefault({ device_ids }) {
      return device_ids;
    },
  );
  return app;
};
