import { HttpResponse } from "../../src/http/index.ts";

/** The document of a small shop: what it takes to see that the pages read one. */
export const SHOP = {
  openapi: "3.1.0",
  info: { title: "Shop", version: "1.0.0", description: "A **small** shop." },
  paths: {
    "/items/{itemId}": {
      get: {
        tags: ["items"],
        operationId: "readItem",
        summary: "Read one item",
        parameters: [{ name: "itemId", in: "path", required: true, schema: { type: "integer" } }],
        responses: {
          "200": {
            description: "The item",
            content: { "application/json": { schema: { $ref: "#/components/schemas/Item" } } },
          },
        },
        security: [{ shopLogin: [] }],
      },
      put: {
        tags: ["items"],
        operationId: "replaceItem",
        summary: "Replace one item",
        parameters: [{ name: "itemId", in: "path", required: true, schema: { type: "integer" } }],
        requestBody: {
          required: true,
          content: { "application/json": { schema: { $ref: "#/components/schemas/Item" } } },
        },
        responses: { "204": { description: "Done" } },
      },
    },
  },
  components: {
    schemas: {
      Item: {
        type: "object",
        required: ["name"],
        properties: {
          name: { type: "string", minLength: 1, examples: ["Lamp"] },
          price: { type: "number", exclusiveMinimum: 0 },
        },
      },
    },
    securitySchemes: {
      shopLogin: {
        type: "oauth2",
        flows: {
          authorizationCode: {
            authorizationUrl: "authorize",
            tokenUrl: "token",
            scopes: { read: "Read items" },
          },
        },
      },
    },
  },
};

export function json(value: unknown, status = 200): HttpResponse {
  return new HttpResponse(JSON.stringify(value), { status, headers: { "content-type": "application/json" } });
}

export function itemOf(id: string, authorization: string | undefined): HttpResponse {
  return json({ name: `Lamp ${id}`, price: 12.5, seenAuthorization: authorization ?? "none" });
}

/** An OAuth2 provider whose user always agrees (RFC 6749 §4.1.2). */
export function authorize(query: URLSearchParams): HttpResponse {
  const location = new URL(query.get("redirect_uri")!);
  location.searchParams.set("code", "one-time-code");
  location.searchParams.set("state", query.get("state")!);
  return new HttpResponse(null, { status: 302, headers: { location: location.href } });
}

export function token(): HttpResponse {
  return json({ access_token: "granted", token_type: "bearer" });
}
