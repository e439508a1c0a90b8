import { Path, Query, Saluki } from "saluki";
import { z } from "zod";

const message = () => ({ message: "Hello World" });

/** The routes below `/path` differ in the type of their parameter only. */
const pathTypes = {
  "": z.unknown(),
  "/str": z.string(),
  "/int": z.int(),
  "/float": z.number(),
  "/bool": z.boolean(),
  "/param": z.string().nullable(),
  "/param-minlength": z.string().min(3),
  "/param-maxlength": z.string().max(3),
  "/param-min_maxlength": z.string().min(2).max(3),
  "/param-gt": z.number().gt(3),
  "/param-gt0": z.number().gt(0),
  "/param-ge": z.number().gte(3),
  "/param-lt": z.number().lt(3),
  "/param-lt0": z.number().lt(0),
  "/param-le": z.number().lte(3),
  "/param-lt-gt": z.number().lt(3).gt(1),
  "/param-le-ge": z.number().lte(3).gte(1),
  "/param-lt-int": z.int().lt(3),
  "/param-gt-int": z.int().gt(3),
  "/param-le-int": z.int().lte(3),
  "/param-ge-int": z.int().gte(3),
  "/param-lt-gt-int": z.int().lt(3).gt(1),
  "/param-le-ge-int": z.int().lte(3).gte(1),
};

export default () => {
  const app = new Saluki({
    title: "FastAPI",
    externalDocs: {
      description: "External API documentation.",
      url: "https://docs.example.com/api-general",
    },
  });

  app.route(["GET"], "/api_route", {}, { operationId: "non_operation" }, message);
  app.get("/non_decorated_route", {}, { operationId: "non_decorated_route" }, message);
  app.get("/text", function getText() {
    return "Hello World";
  });

  for (const [path, type] of Object.entries(pathTypes))
    app.get(`/path${path}/{item_id}`, { item_id: Path(type) }, ({ item_id }) => item_id);

  app.get("/query", { query: Query(z.unknown()) }, function getQuery({ query }) {
    return `foo bar ${query}`;
  });
  app.get("/query/optional", { query: Query(z.unknown().optional()) }, function getQueryOptional({ query }) {
    return query === undefined ? "foo bar" : `foo bar ${query}`;
  });
  app.get("/query/int", { query: z.int() }, function getQueryType({ query }) {
    return `foo bar ${query}`;
  });
  app.get(
    "/query/int/optional",
    { query: z.int().nullable().default(null) },
    function getQueryTypeOptional({ query }) {
      return query === null ? "foo bar" : `foo bar ${query}`;
    },
  );
  app.get("/query/int/default", { query: z.int().default(10) }, function getQueryTypeIntDefault({ query }) {
    return `foo bar ${query}`;
  });
  app.get("/query/param", { query: Query(z.unknown().optional()) }, function getQueryParam({ query }) {
    return query === undefined ? "foo bar" : `foo bar ${query}`;
  });
  app.get("/query/param-required", { query: Query(z.unknown()) }, function getQueryParamRequired({ query }) {
    return `foo bar ${query}`;
  });
  app.get(
    "/query/param-required/int",
    { query: Query(z.int()) },
    function getQueryParamRequiredType({ query }) {
      return `foo bar ${query}`;
    },
  );
  app.get("/enum-status-code", {}, { status: 201 }, function getEnumStatusCode() {
    return "foo bar";
  });
  app.get("/query/frozenset", { query: Query(z.set(z.int())) }, function getQueryTypeFrozenset({ query }) {
    return [...query].sort((a, b) => a - b).join(",");
  });

  const DeviceIds = z.array(z.int());
  app.get(
    "/query/list",
    { device_ids: Query(DeviceIds) },
    { response: DeviceIds },
    function getQueryList({ device_ids }) {
      return device_ids;
    },
  );
  app.get(
    "/query/list-default",
    { device_ids: Query(DeviceIds.default([])) },
    { response: DeviceIds },
    function getQueryListDefault({ device_ids }) {
      return device_ids;
    },
  );
  return app;
};
