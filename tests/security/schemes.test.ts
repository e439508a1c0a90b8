import fc from "fast-check";
import { Depends, HTTPException, Saluki, Security, SecurityScopes } from "saluki";
import {
  APIKeyCookie,
  APIKeyHeader,
  APIKeyQuery,
  HTTPBase,
  HTTPBasic,
  HTTPBearer,
  HTTPDigest,
  OAuth2PasswordBearer,
  OAuth2PasswordRequestForm,
  OAuth2PasswordRequestFormStrict,
  OpenIdConnect,
} from "saluki/security";
import { TestClient } from "saluki/testing";
import { describe, expect, it } from "vitest";

const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

describe("credentials", () => {
  const app = new Saluki();
  app.get("/basic", { c: HTTPBasic({ realm: 'a "shop"' }) }, ({ c }) => c);
  app.get("/bearer", { c: HTTPBearer() }, ({ c }) => c);
  app.get("/digest", { c: HTTPDigest() }, ({ c }) => c);
  app.get("/other", { c: HTTPBase({ scheme: "Other" }) }, ({ c }) => c);
  app.get("/token", { c: OAuth2PasswordBearer({ tokenUrl: "token" }) }, ({ c }) => c);
  app.get(
    "/oidc",
    { c: OpenIdConnect({ openIdConnectUrl: "/.well-known/openid-configuration" }) },
    ({ c }) => c,
  );
  app.get("/header", { c: APIKeyHeader({ name: "X-Key" }) }, ({ c }) => c);
  app.get("/query", { c: APIKeyQuery({ name: "key" }) }, ({ c }) => c);
  app.get("/cookie", { c: APIKeyCookie({ name: "key" }) }, ({ c }) => c);
  const client = new TestClient(app);

  it.each<[string, Record<string, string>, unknown]>([
    ["/basic", { authorization: basic("ada:love:lace") }, { username: "ada", password: "love:lace" }],
    ["/basic", { authorization: basic(":") }, { username: "", password: "" }],
    [
      "/basic",
      { authorization: basic("\u00e9:\u20ac").replace("Basic", "bAsIc") },
      { username: "\u00e9", password: "\u20ac" },
    ],
    ["/bearer", { authorization: "Bearer abc" }, { scheme: "Bearer", credentials: "abc" }],
    ["/bearer", { authorization: "bearer  abc " }, { scheme: "bearer", credentials: "abc" }],
    ["/digest", { authorization: 'Digest username="a"' }, { scheme: "Digest", credentials: 'username="a"' }],
    ["/other", { authorization: "other abc " }, { scheme: "other", credentials: "abc" }],
    ["/token", { authorization: "Bearer abc" }, "abc"],
    ["/oidc", { authorization: "Bearer abc" }, "Bearer abc"],
    ["/header", { "x-key": "k" }, "k"],
    ["/query?key=k", {}, "k"],
    ["/cookie", { cookie: "key=k" }, "k"],
  ])("of %s are given to the handler: %j", async (path, headers, expected) => {
    expect((await client.get(path, { headers })).json()).toEqual(expected);
  });

  it.each<[string, Record<string, string>, string]>([
    ["/basic", {}, 'Basic realm="a \\"shop\\""'],
    ["/basic", { authorization: "Bearer x" }, 'Basic realm="a \\"shop\\""'],
    ["/bearer", {}, "Bearer"],
    ["/bearer", { authorization: "Basic x" }, "Bearer"],
    ["/other", {}, "Other"],
    ["/other", { authorization: "Bearer x" }, "Other"],
    ["/bearer", { authorization: "Bearer" }, "Bearer"],
    ["/bearer", { authorization: "Bearer " }, "Bearer"],
    ["/digest", { authorization: "Basic x" }, "Digest"],
    ["/token", { authorization: "Bearer  " }, "Bearer"],
    ["/header", { "x-key": "" }, "APIKey"],
    ["/query?key=", {}, "APIKey"],
    ["/cookie", {}, "APIKey"],
  ])("are demanded at %s with %j: 401 and a challenge", async (path, headers, challenge) => {
    const response = await client.get(path, { headers });
    expect([response.status, response.json(), response.headers.get("www-authenticate")]).toEqual([
      401,
      { detail: "Not authenticated" },
      challenge,
    ]);
  });

  it.each([
    "Basic ",
    "Basic !!!",
    "Basic bm9jb2xvbg==",
    `Basic ${Buffer.from([0xff, 0x3a]).toString("base64")}`,
  ])("that cannot be read are refused: %s", async (authorization) => {
    expect((await client.get("/basic", { headers: { authorization } })).status).toBe(401);
  });

  it("never break anything, whatever is sent", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .string({ unit: "binary-ascii" })
          .filter((text) =>
            [...text].every((character) => character === "\t" || (character >= " " && character !== "\x7f")),
          ),
        async (text) => {
          for (const path of ["/basic", "/bearer", "/token"]) {
            for (const authorization of [text, `Basic ${text}`, `Bearer ${text}`]) {
              const { status } = await client.get(path, { headers: { authorization } });
              expect([200, 401]).toContain(status);
            }
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it("are not demanded with autoError: false", async () => {
    const open = new Saluki();
    open.get(
      "/",
      {
        token: OAuth2PasswordBearer({ tokenUrl: "t", autoError: false }),
        basic: HTTPBasic({ autoError: false }),
      },
      (c) => c,
    );
    const client = new TestClient(open);
    expect((await client.get("/")).json()).toEqual({});
    expect((await client.get("/", { headers: { authorization: "Bearer x" } })).json()).toEqual({
      token: "x",
    });
  });
});

describe("the form of the password flow", () => {
  const app = new Saluki();
  app.post("/token", { form: OAuth2PasswordRequestForm }, ({ form }) => form);
  app.post("/strict", { form: OAuth2PasswordRequestFormStrict }, ({ form }) => form);
  const client = new TestClient(app);

  it("is read with its scopes", async () => {
    const response = await client.post("/token", { form: { username: "ada", password: "p", scope: "a  b" } });
    expect(response.json()).toEqual({
      grantType: null,
      username: "ada",
      password: "p",
      scopes: ["a", "b"],
      clientId: null,
      clientSecret: null,
    });
  });

  it("takes no other grant, and the strict one none left out", async () => {
    const wrong = await client.post("/token", { form: { grant_type: "code", username: "a", password: "p" } });
    expect(wrong.json()).toMatchObject({
      detail: [{ type: "string_pattern_mismatch", loc: ["body", "grant_type"] }],
    });
    expect((await client.post("/strict", { form: { username: "a", password: "p" } })).status).toBe(422);
  });
});

describe("scopes", () => {
  it("guard routes by what their users were granted", async () => {
    const oauth2 = OAuth2PasswordBearer({ tokenUrl: "token", scopes: { read: "Read", write: "Write" } });
    const User = Depends({ required: SecurityScopes, token: oauth2 }, ({ required, token }) => {
      const granted = token.split("+");
      const missing = required.scopes.filter((scope) => !granted.includes(scope));
      if (missing.length > 0) {
        const challenge = `Bearer scope="${required.scopeStr}"`;
        throw new HTTPException(403, "Not enough permissions", {
          headers: { "WWW-Authenticate": challenge },
        });
      }
      return { granted };
    });
    const app = new Saluki();
    app.get("/read", { user: Security(User, { scopes: ["read"] }) }, ({ user }) => user.granted);
    app.delete("/", { user: Security(User, { scopes: ["read", "write"] }) }, () => "deleted");
    const client = new TestClient(app, { headers: { authorization: "Bearer read" } });
    expect((await client.get("/read")).json()).toEqual(["read"]);
    const refused = await client.delete("/");
    expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([
      403,
      'Bearer scope="read write"',
    ]);
  });
});
