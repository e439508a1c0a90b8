import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SalukiError } from "../../src/errors.ts";
import { HttpResponse } from "../../src/http/index.ts";
import { type RequestIdOptions, requestId } from "../../src/middleware/index.ts";
import { requestIdOf } from "../../src/observability/index.ts";
import { answering, later, ok, requestFor, wrap } from "./support.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

async function idFor(sent: string | undefined, options: RequestIdOptions = {}) {
  const request = requestFor("/", { headers: sent === undefined ? {} : { "X-Request-Id": sent } });
  const response = await wrap(ok, requestId(options))(request);
  expect(response.headers.getAll("x-request-id")).toEqual([requestIdOf(request)]);
  return requestIdOf(request);
}

describe("requestId", () => {
  it("gives each request an id of its own and tells it in the response", async () => {
    const first = await idFor(undefined);
    expect(first).toMatch(UUID);
    expect(await idFor(undefined)).not.toBe(first);
  });

  it("is known to the handler", async () => {
    const handler = later((request) => new HttpResponse(requestIdOf(request) ?? "none"));
    const response = await wrap(handler, requestId())(requestFor("/"));
    expect(response.body).toBe(response.headers.get("x-request-id"));
  });

  it("ignores what the client sent, unless told to trust it", async () => {
    expect(await idFor("from-outside")).toMatch(UUID);
    expect(await idFor("from-outside", { trust: "valid" })).toBe("from-outside");
  });

  it.each([
    ["", false],
    ["a", true],
    ["0190a5b6-7c1d-7000-8000-000000000000", true],
    ["Root=1-5759e988-bd862e3fe1be46a994272793", true],
    ["a".repeat(128), true],
    ["a".repeat(129), false],
    ["a b", false],
    ['a"b', false],
    ["<script>", false],
    ["a,b", false],
    ["a;b", false],
    ["é", false],
    ["\t", false],
  ])("trusts the id %j: %s", async (sent, trusted) => {
    const id = await idFor(sent, { trust: "valid" });
    if (trusted) expect(id).toBe(sent);
    else expect(id).toMatch(UUID);
  });

  it("takes only harmless ids over, whatever is sent", async () => {
    const unit = fc.integer({ min: 0x20, max: 0xff }).filter((code) => code !== 0x7f);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: unit.map((code) => String.fromCharCode(code)) }), async (sent) => {
        expect(await idFor(sent, { trust: "valid" })).toMatch(/^[\w.~:/+=@-]{1,128}$/);
      }),
    );
  });

  it("makes ids and names the header as it is told", async () => {
    let count = 0;
    const app = wrap(ok, requestId({ header: "X-Trace", generate: () => `id-${++count}`, trust: "valid" }));
    expect((await app(requestFor("/"))).headers.get("x-trace")).toBe("id-1");
    const response = await app(requestFor("/", { headers: { "x-trace": "mine" } }));
    expect(response.headers.get("x-trace")).toBe("mine");
  });

  it("replaces an id that the handler set", async () => {
    const app = wrap(answering("", { "x-request-id": "other" }), requestId({ generate: () => "one" }));
    expect((await app(requestFor("/"))).headers.getAll("x-request-id")).toEqual(["one"]);
  });

  it("answers at once where the handler does", () => {
    expect(wrap(ok, requestId())(requestFor("/"))).toBeInstanceOf(HttpResponse);
  });

  it.each([{ header: "" }, { header: "x request" }, { trust: "always" }])(
    "throws INVALID_OPTION at the call: %j",
    (options) => {
      const make = () => requestId(options as RequestIdOptions);
      expect(make).toThrow(SalukiError);
      expect(make).toThrow(/INVALID_OPTION/);
    },
  );
});

describe("requestIdOf", () => {
  it("is undefined where the middleware does not run", () => {
    expect(requestIdOf(requestFor("/"))).toBeUndefined();
  });
});
