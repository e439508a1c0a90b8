import { SalukiError } from "../errors.ts";

/** A key to sign with, or several to rotate them: the first signs, all of them verify. */
export type CookieSecrets = string | Uint8Array | readonly (string | Uint8Array)[];

const SIGNATURE_LENGTH = 43; // 32 bytes of HMAC-SHA256 in base64url without padding

/**
 * Adds a signature (HMAC-SHA256, RFC 2104) to the value of a cookie, so that {@link unsignCookie} can tell
 * whether a client changed it. The name is signed as well: the value of one cookie is not valid as another's.
 * The value stays readable; what must stay secret does not belong in a cookie.
 *
 * @param secrets random text of at least 32 bytes
 * @throws SalukiError INVALID_OPTION without a secret
 * @example
 * ```ts
 * const signed = signCookie("user", "42", secret);
 * unsignCookie("user", signed, secret); // "42"
 * ```
 */
export function signCookie(name: string, value: string, secrets: CookieSecrets): string {
  return `${value}.${sign(name, value, keys(secrets)[0]!)}`;
}

/**
 * The value that {@link signCookie} signed.
 *
 * @returns `undefined` when no secret has made the signature for this name and value
 * @throws SalukiError INVALID_OPTION without a secret
 */
export function unsignCookie(name: string, signed: string, secrets: CookieSecrets): string | undefined {
  const candidates = keys(secrets);
  const dot = signed.length - SIGNATURE_LENGTH - 1;
  if (dot < 0 || signed[dot] !== ".") return undefined;
  const value = signed.slice(0, dot);
  // Compared as text: several texts decode to the same bytes, but only one of them was ever given out.
  const given = Buffer.from(signed.slice(dot + 1));
  const { timingSafeEqual } = nodeCrypto();
  let valid = false;
  for (const key of candidates) {
    const expected = Buffer.from(sign(name, value, key));
    if (given.length === expected.length && timingSafeEqual(given, expected)) valid = true;
  }
  return valid ? value : undefined;
}

function sign(name: string, value: string, key: string | Uint8Array): string {
  // A cookie's name holds no "=", so no other name and value give the same text.
  return nodeCrypto().createHmac("sha256", key).update(`${name}=${value}`).digest("base64url");
}

/** Loaded by the first signature: it would be a good part of the start of a program that signs nothing. */
function nodeCrypto(): typeof import("node:crypto") {
  return process.getBuiltinModule("node:crypto");
}

function keys(secrets: CookieSecrets): readonly (string | Uint8Array)[] {
  const list = typeof secrets === "string" || secrets instanceof Uint8Array ? [secrets] : secrets;
  if (list.length === 0 || list.some((key) => key.length === 0)) {
    throw new SalukiError("INVALID_OPTION", {
      what: "cookies cannot be signed with an empty secret",
      fix: "Pass at least 32 random bytes, for instance from an environment variable that is set.",
    });
  }
  return list;
}
