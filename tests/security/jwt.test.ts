import { SignJWT, UnsecuredJWT } from "jose";
import { InvalidTokenError, Jwt } from "saluki/security";
import { describe, expect, it } from "vitest";

const secret = "0123456789abcdef0123456789abcdef";
const now = () => Math.floor(Date.now() / 1000);
const sign = (claims: Record<string, unknown>, key = secret, alg = "HS256") =>
  new SignJWT(claims).setProtectedHeader({ alg }).sign(new TextEncoder().encode(key));

describe("Jwt", () => {
  const jwt = new Jwt({ secret, issuer: "shop", audience: "web", expiresIn: 60 });

  it("verifies what it signed, and puts expiry, issuer and audience in", async () => {
    const claims = await jwt.verify(await jwt.sign({ sub: "7", admin: true }));
    expect(claims).toMatchObject({ sub: "7", admin: true, iss: "shop", aud: "web" });
    expect(claims.exp! - claims.iat!).toBe(60);
  });

  it.each<[string, () => Promise<string> | string]>([
    ["another secret", () => sign({ iss: "shop", aud: "web", exp: now() + 60 }, "f".repeat(32))],
    [
      "another algorithm",
      () => sign({ iss: "shop", aud: "web", exp: now() + 60 }, secret.repeat(2), "HS512"),
    ],
    ["no signature", () => new UnsecuredJWT({ iss: "shop", aud: "web", exp: now() + 60 }).encode()],
    ["an expiry that has passed", () => sign({ iss: "shop", aud: "web", exp: now() - 1 })],
    ["no expiry", () => sign({ iss: "shop", aud: "web" })],
    ["another issuer", () => sign({ iss: "other", aud: "web", exp: now() + 60 })],
    ["another audience", () => sign({ iss: "shop", aud: "app", exp: now() + 60 })],
    ["no form of a token", () => "abc.def"],
    ["nothing", () => ""],
  ])("refuses a token with %s", async (_name, make) => {
    await expect(jwt.verify(await make())).rejects.toBeInstanceOf(InvalidTokenError);
  });

  it("refuses a secret that is too short at once", () => {
    expect(() => new Jwt({ secret: "short" })).toThrow(/has 5 bytes, HS256 needs 32.*\[INVALID_OPTION\]/);
    expect(() => new Jwt({ secret, algorithm: "HS512" })).toThrow(/needs 64/);
  });
});
