/** A request as the load generators send it. */
export interface Exchange {
  method: "GET" | "POST";
  /** Path and query. */
  target: string;
  headers?: Record<string, string>;
  body?: string;
}

/** A request that is sent before anything is timed, and what its answer has to be. */
export interface Check extends Exchange {
  /** What makes this answer right, in the words of the error message. */
  expectation: string;
  status: number;
  matches(body: string, contentType: string): boolean;
}

/** One kind of request that the servers are measured with. */
export interface Workload {
  name: string;
  title: string;
  /** Sent in turn under load. */
  exchanges: readonly Exchange[];
  /** Status of every answer under load. */
  status: number;
  checks: readonly Check[];
  /** With how many connections it is measured where none are asked for. @default only 64 */
  connections?: readonly number[];
  /** Whether the servers speak TLS. Those that can't are left out. @default false */
  tls?: boolean;
  /** The workload before it that it takes turns with, so that the ratio of the two can be trusted. */
  beside?: string;
  /** Whether it is also asked of a server that answers with a constant. @default false */
  floor?: boolean;
  /** How many numbered routes the servers have beside those that they always have. @default 0 */
  numberedRoutes?: number;
}

const asJson = { "content-type": "application/json" };
const asAda = { authorization: "Bearer ada-token" };

/** A check that the answer is this value, whatever the order of its keys. */
function answers(exchange: Exchange, expected: unknown): Check {
  const matches = (body: string, contentType: string) =>
    contentType.startsWith("application/json") && isSameJson(parse(body), expected);
  return {
    ...exchange,
    status: 200,
    expectation: `as application/json ${JSON.stringify(expected).slice(0, 200)}`,
    matches,
  };
}

/** A check that the request is refused, and that the answer says what was wrong where a word of it is given. */
function refuses(exchange: Exchange, status: number, mention?: string): Check {
  if (mention === undefined) return { ...exchange, status, expectation: "", matches: () => true };
  const matches = (body: string) => parse(body) !== undefined && body.includes(mention);
  return { ...exchange, status, expectation: `JSON that mentions "${mention}"`, matches };
}

const item = { name: "Lamp", price: 12.5, tax: 2.1, tags: ["light", "desk"] };
const readItem: Exchange = { method: "GET", target: "/items/42?q=shoes&limit=5" };
const createItem: Exchange = {
  method: "POST",
  target: "/items/42?q=shoes",
  headers: asJson,
  body: JSON.stringify(item),
};
const createWrongItem: Exchange = { ...createItem, body: JSON.stringify({ ...item, price: -1 }) };

const catalog = {
  products: Array.from({ length: 500 }, (_, id) => ({
    id,
    name: `Product number ${id}`,
    price: id + 0.95,
    inStock: id % 3 === 0,
    description: "Of oak, oiled by hand, with drawers that close without a sound; made to last for years.",
    tags: ["furniture", "oak"],
  })),
};
const echoCatalog: Exchange = {
  method: "POST",
  target: "/catalog",
  headers: asJson,
  body: JSON.stringify(catalog),
};
const wrongCatalog = { products: [...catalog.products.slice(1), { ...catalog.products[0], price: "free" }] };

const readOrders: Exchange = { method: "GET", target: "/orders", headers: asAda };
const resource = (number: number): Exchange => ({ method: "GET", target: `/resource${number}/42` });

/** A GET of the middle and of the last of so many routes. */
function routes(count: number): Workload {
  const middle = count / 2 - 1;
  const last = count - 1;
  return {
    name: `routes-${count}`,
    title: `GET of the middle and of the last of ${count.toLocaleString("en-US")} routes, with an integer in the path`,
    exchanges: [resource(middle), resource(last)],
    status: 200,
    numberedRoutes: count,
    checks: [
      ...[0, middle, last].map((number) => answers(resource(number), { resource: number, id: 42 })),
      refuses(resource(count), 404),
      refuses({ method: "GET", target: `/resource${last}/first` }, 422),
    ],
  };
}

const readJson: Exchange = { method: "GET", target: "/json" };
const json = {
  exchanges: [readJson],
  status: 200,
  checks: [answers(readJson, { hello: "world" }), refuses({ method: "GET", target: "/absent" }, 404)],
};

export const workloads: readonly Workload[] = [
  { ...json, name: "json", title: "GET of a small JSON object", connections: [64, 1000], floor: true },
  {
    name: "params",
    title: "GET with an integer in the path, a string and an integer in the query",
    exchanges: [readItem],
    status: 200,
    checks: [
      answers(readItem, { itemId: 42, q: "shoes", limit: 5 }),
      answers({ method: "GET", target: "/items/7" }, { itemId: 7, q: null, limit: 10 }),
      refuses({ method: "GET", target: "/items/first" }, 422),
      refuses({ method: "GET", target: "/items/7?limit=many" }, 422),
    ],
  },
  {
    name: "post",
    title: "POST with an integer in the path, a query, a validated body of four fields and a response schema",
    connections: [64, 1000],
    floor: true,
    exchanges: [createItem],
    status: 200,
    checks: [
      // The handlers add a field to their answer that the response schema has to take away.
      answers(createItem, { id: 42, q: "shoes", ...item }),
      refuses(createWrongItem, 422, "price"),
      refuses({ ...createItem, target: "/items/first" }, 422),
    ],
  },
  {
    name: "dependencies",
    title: "GET behind three nested dependencies: a bearer token, its user, the user's account",
    exchanges: [readOrders],
    status: 200,
    checks: [
      answers(readOrders, { user: "ada", account: 7, orders: ["lamp", "desk"] }),
      refuses({ ...readOrders, headers: {} }, 401),
      refuses({ ...readOrders, headers: { authorization: "Bearer stolen" } }, 401),
    ],
  },
  routes(10),
  { ...routes(1000), beside: "routes-10" },
  {
    name: "large",
    title: `POST of ${Math.round((echoCatalog.body?.length ?? 0) / 1000)} kB of JSON, validated and sent back`,
    exchanges: [echoCatalog],
    status: 200,
    checks: [
      answers(echoCatalog, catalog),
      refuses({ ...echoCatalog, body: JSON.stringify(wrongCatalog) }, 422, "price"),
    ],
  },
  {
    name: "invalid",
    title: "POST of a body with one wrong field, answered 422",
    exchanges: [createWrongItem],
    status: 422,
    checks: [refuses(createWrongItem, 422, "price")],
  },
  { ...json, name: "tls", title: "GET of a small JSON object over https", tls: true },
];

/** What the requests of a workload have in common: all but the target. */
export function sharedExchange({ name, exchanges: [first, ...others] }: Workload): Exchange {
  if (first === undefined) throw new RangeError(`The workload ${name} sends nothing`);
  const rest = ({ target: _, ...exchange }: Exchange) => exchange;
  if (others.some((other) => !isSameJson(rest(other), rest(first)))) {
    throw new RangeError(`The requests of the workload ${name} differ in more than their target`);
  }
  return first;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Compares by value; a key that is absent and one that is `null` are as different as on the wire. */
function isSameJson(left: unknown, right: unknown): boolean {
  if (!isRecord(left) || !isRecord(right)) return left === right;
  const keys = Object.keys(left);
  return (
    Array.isArray(left) === Array.isArray(right) &&
    keys.length === Object.keys(right).length &&
    keys.every((key) => key in right && isSameJson(left[key], right[key]))
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
