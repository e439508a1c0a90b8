import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { connectSourcesOf } from "../../../src/openapi/docs/index.ts";

const ofServer = (url: string): string[] => connectSourcesOf({ servers: [{ url }] });

describe("connectSourcesOf", () => {
  it.each([
    ["https://shop.test/v1", ["https://shop.test"]],
    ["http://localhost:8000", ["http://localhost:8000"]],
    ["HTTPS://Shop.Test", ["https://shop.test"]],
    ["https://{region}.shop.test/v1", ["https://*.shop.test"]],
    ["https://shop.test:{port}/v1", ["https://shop.test:*"]],
    ["https://eu.{domain}/v1", ["https:"]],
    ["{scheme}://shop.test", ["https:"]],
    ["/v1", []],
    ["", []],
    ["file:///etc/passwd", []],
  ])("reads the server %s as %j", (url, sources) => {
    expect(ofServer(url)).toEqual(sources);
  });

  it("finds the servers of paths and operations, and the endpoints of OAuth2 and OpenID Connect", () => {
    const document = {
      servers: [{ url: "https://a.test" }, { url: "https://a.test/again" }],
      paths: {
        "/items": {
          servers: [{ url: "https://b.test" }],
          get: { servers: [{ url: "https://c.test" }], responses: {} },
          parameters: [],
        },
      },
      components: {
        securitySchemes: {
          login: {
            type: "oauth2",
            flows: {
              authorizationCode: {
                authorizationUrl: "https://opened-in-a-window.test",
                tokenUrl: "https://d.test/token",
                refreshUrl: "https://e.test/refresh",
              },
              password: { tokenUrl: "token" },
            },
          },
          openId: {
            type: "openIdConnect",
            openIdConnectUrl: "https://f.test/.well-known/openid-configuration",
          },
          key: { type: "apiKey" },
        },
      },
    };
    expect(connectSourcesOf(document)).toEqual(
      ["a", "b", "c", "d", "e", "f"].map((name) => `https://${name}.test`),
    );
  });

  it("never lets a server's address add a directive or a keyword to the policy", () => {
    const hostile = fc.oneof(
      fc.string(),
      fc.string().map((rest) => `https://${rest}`),
      fc.constantFrom(
        "https://a.test; script-src *",
        "https://a.test 'unsafe-eval'",
        "https://*",
        "https://a,b",
      ),
    );
    fc.assert(
      fc.property(hostile, (url) => {
        for (const source of ofServer(url))
          expect(source).toMatch(/^[a-z]+:(\/\/[a-z0-9.*-]+(:(\d+|\*))?)?$/);
      }),
    );
  });
});
