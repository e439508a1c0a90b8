import { HTTPException, HttpRequest, Saluki } from "saluki";
import { compress, cors, requestId, timing } from "saluki/middleware";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const ORIGIN = "https://app.example.com";
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

function shop(): Saluki {
  const app = new Saluki({ logger: SILENT });
  app.use(requestId(), timing(), cors({ origins: [ORIGIN] }), compress());
  app.get("/items/{itemId}", { itemId: z.int() }, ({ itemId }) => ({ itemId, text: "words ".repeat(200) }));
  app.get("/teapot", () => {
    throw new HTTPException(418);
  });
  app.get("/broken", () => {
    throw new Error("unforeseen");
  });
  return app;
}

describe("middleware around an application", () => {
  it.each([
    ["GET", "/items/1", 200],
    ["HEAD", "/items/1", 200],
    ["GET", "/items/one", 422],
    ["GET", "/nowhere", 404],
    ["DELETE", "/items/1", 405],
    ["GET", "/teapot", 418],
    ["GET", "/broken", 500],
  ])(
    "lets pages read the answer to %s %s, which is %d, and tells its id and duration",
    async (method, target, status) => {
      const response = await shop().handle(
        new HttpRequest({ method, target, headers: { origin: ORIGIN, "accept-encoding": "gzip" } }),
      );
      expect(response.status).toBe(status);
      expect(response.headers.get("access-control-allow-origin")).toBe(ORIGIN);
      expect(response.headers.get("vary")).toBe("Accept-Encoding, Origin");
      expect(response.headers.has("x-request-id")).toBe(true);
      expect(response.headers.has("server-timing")).toBe(true);
      expect(response.headers.get("content-encoding")).toBe(status === 200 ? "gzip" : undefined);
    },
  );

  it("answers preflights for paths and methods that the application does not have, as it cannot know", async () => {
    const headers = { origin: ORIGIN, "access-control-request-method": "GET" };
    const response = await shop().handle(new HttpRequest({ method: "OPTIONS", target: "/nowhere", headers }));
    expect(response).toMatchObject({ status: 200, body: "OK" });
  });
});
