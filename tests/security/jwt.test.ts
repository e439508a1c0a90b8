import { SignJWT, UnsecuredJWT } from "jose";
import { InvalidTokenError, Jwt, type JwtOptions } from "saluki/security";
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

  it.each([
    ["secret", { secret: undefined }, /secret is undefined.*is the environment variable set/s],
    ["secret", { secret: 123 }, /secret is 123/],
    ["algorithm", { algorithm: "none" }, /algorithm is "none".*HS256, HS384, HS512/s],
    ["algorithm", { algorithm: "toString" }, /algorithm is "toString"/],
    ["expiresIn", { expiresIn: "30m" }, /expiresIn is "30m".*a number of seconds/s],
    ["expiresIn", { expiresIn: Number.NaN }, /expiresIn is NaN/],
    ["expiresIn", { expiresIn: 0 }, /expiresIn is 0/],
    ["expiresIn", { expiresIn: Number.POSITIVE_INFINITY }, /expiresIn is Infinity/],
    ["clockTolerance", { clockTolerance: -1 }, /clockTolerance is -1/],
  ])("refuses a wrong %s at once: %o", (_name, wrong, message) => {
    expect(() => new Jwt({ secret, ...wrong } as JwtOptions)).toThrow(message);
    expect(() => new Jwt({ secret, ...wrong } as JwtOptions)).toThrow("INVALID_OPTION");
  });

  it("refuses to sign for a time that is none", async () => {
    await expect(jwt.sign({}, { expiresIn: "1h" as unknown as number })).rejects.toThrow(/expiresIn is "1h"/);
    const { exp, iat } = await jwt.verify(await jwt.sign({}, { expiresIn: 5 }));
    expect(exp! - iat!).toBe(5);
  });

  it("refuses a secret that is too short at once", () => {
    expect(() => new Jwt({ secret: "short" })).toThrow(/has 5 bytes, HS256 needs 32.*\[INVALID_OPTION\]/);
    expect(() => new Jwt({ secret, algorithm: "HS512" })).toThrow(/needs 64/);
  });
});
