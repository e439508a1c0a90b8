import type { JWTPayload } from "jose";
import { SalukiError, shown } from "../errors.ts";

/** The claims of a token (RFC 7519 §4). */
export interface JwtClaims extends JWTPayload {}

/** Options of {@link Jwt}. */
export interface JwtOptions {
  /** The shared secret, of at least as many bytes as the hash has (RFC 7518 §3.2): 32 for HS256. */
  readonly secret: string | Uint8Array;
  /** @default "HS256" */
  readonly algorithm?: "HS256" | "HS384" | "HS512" | undefined;
  /** Seconds that a token is valid. @default 900 */
  readonly expiresIn?: number | undefined;
  /** Put into tokens, and required of them. */
  readonly issuer?: string | undefined;
  /** Put into tokens, and required of them. */
  readonly audience?: string | undefined;
  /** Seconds that clocks may differ. @default 0 */
  readonly clockTolerance?: number | undefined;
}

/** A token that is not valid: of another secret or algorithm, expired, malformed. `cause` has the reason. */
export class InvalidTokenError extends Error {
  override readonly name = "InvalidTokenError";
}

const SECRET_BYTES = { HS256: 32, HS384: 48, HS512: 64 } as const;

/**
 * Signs and verifies JSON Web Tokens with a shared secret, through `jose`. Only the configured algorithm is
 * accepted, and every token expires.
 *
 * @example
 * ```ts
 * const jwt = new Jwt({ secret: process.env.JWT_SECRET!, expiresIn: 30 * 60 });
 * const token = await jwt.sign({ sub: user.id });
 * const { sub } = await jwt.verify(token);
 * ```
 */
export class Jwt {
  readonly #options: JwtOptions;
  readonly #algorithm: "HS256" | "HS384" | "HS512";
  readonly #secret: Uint8Array;

  /** @throws SalukiError `INVALID_OPTION` for a secret that is missing or too short, and for other options that cannot work */
  constructor(options: JwtOptions) {
    const { secret, algorithm = "HS256", expiresIn, clockTolerance } = options;
    if (!Object.hasOwn(SECRET_BYTES, algorithm)) {
      throw invalid("algorithm", algorithm, `Give ${Object.keys(SECRET_BYTES).join(", ")}.`);
    }
    const wanted = SECRET_BYTES[algorithm];
    if (typeof secret !== "string" && !(secret instanceof Uint8Array)) {
      const fix = `Give text or bytes, at least ${wanted} of them; is the environment variable set that holds it?`;
      throw invalid("secret", secret, fix);
    }
    checkSeconds("expiresIn", expiresIn, 1);
    checkSeconds("clockTolerance", clockTolerance, 0);
    this.#options = options;
    this.#algorithm = algorithm;
    this.#secret = typeof secret === "string" ? new TextEncoder().encode(secret) : secret;
    if (this.#secret.length < wanted) {
      throw new SalukiError("INVALID_OPTION", {
        what: `the JWT secret has ${this.#secret.length} bytes, ${algorithm} needs ${wanted} (RFC 7518 §3.2)`,
        fix: `Make one: node -e "console.log(require('node:crypto').randomBytes(${wanted}).toString('base64'))"`,
      });
    }
  }

  /**
   * A token with these claims and an expiry.
   *
   * @throws SalukiError `INVALID_OPTION` for an `expiresIn` that is no number of seconds
   */
  async sign(claims: JwtClaims, options: { expiresIn?: number } = {}): Promise<string> {
    checkSeconds("expiresIn", options.expiresIn, 1);
    const { SignJWT } = await import("jose");
    const { issuer, audience, expiresIn = 900 } = this.#options;
    const now = Math.floor(Date.now() / 1000);
    const token = new SignJWT(claims)
      .setProtectedHeader({ alg: this.#algorithm, typ: "JWT" })
      .setIssuedAt(now);
    if (claims.exp === undefined) token.setExpirationTime(now + (options.expiresIn ?? expiresIn));
    if (issuer !== undefined) token.setIssuer(issuer);
    if (audience !== undefined) token.setAudience(audience);
    return token.sign(this.#secret);
  }

  /** The claims of a valid token. @throws InvalidTokenError */
  async verify(token: string): Promise<JwtClaims> {
    const { jwtVerify } = await import("jose");
    const { issuer, audience, clockTolerance = 0 } = this.#options;
    try {
      const { payload } = await jwtVerify(token, this.#secret, {
        algorithms: [this.#algorithm],
        requiredClaims: ["exp"],
        clockTolerance,
        ...(issuer !== undefined && { issuer }),
        ...(audience !== undefined && { audience }),
      });
      return payload;
    } catch (cause) {
      throw new InvalidTokenError("The token is not valid", { cause });
    }
  }
}

/** A text, as of other libraries, would be put behind the time in digits: a token that is valid for ages. */
function checkSeconds(name: string, value: number | undefined, least: number): void {
  if (value === undefined || (Number.isFinite(value) && value >= least)) return;
  throw invalid(name, value, `Give a number of seconds from ${least}.`);
}

function invalid(name: string, value: unknown, fix: string): SalukiError {
  return new SalukiError("INVALID_OPTION", { what: `the JWT option ${name} is ${shown(value)}`, fix });
}
