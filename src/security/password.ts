/** What {@link hashPassword} costs. */
export interface PasswordCost {
  /** Memory in KiB. @default 19_456 */
  readonly memoryCost?: number | undefined;
  /** Passes over the memory. @default 2 */
  readonly timeCost?: number | undefined;
  /** Lanes. @default 1 */
  readonly parallelism?: number | undefined;
}

// The first choice of OWASP's password storage cheat sheet for Argon2id.
const DEFAULT_COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * The Argon2id hash of a password (RFC 9106) with a salt of its own, as a string that tells its parameters. Computed
 * off the event loop.
 *
 * @example
 * ```ts
 * const hash = await hashPassword("correct horse");
 * await verifyPassword(hash, "correct horse"); // true
 * ```
 */
export async function hashPassword(password: string, cost: PasswordCost = {}): Promise<string> {
  const { hash } = await import("@node-rs/argon2");
  return hash(password, { ...DEFAULT_COST, ...cost });
}

/** Whether the password is the one that was hashed. Takes as long for a wrong one; `false` for a hash that cannot be read. */
export async function verifyPassword(hash: string, password: string): Promise<boolean> {
  const { verify } = await import("@node-rs/argon2");
  try {
    return await verify(hash, password);
  } catch {
    return false;
  }
}

/** Whether a hash was made at a lower cost than wanted now: then hash the password again at its next use. */
export function needsRehash(hash: string, cost: PasswordCost = {}): boolean {
  const wanted = { ...DEFAULT_COST, ...cost };
  const found = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(hash);
  if (found === null) return true;
  const [, memory, time, parallelism] = found.map(Number);
  return memory! < wanted.memoryCost || time! < wanted.timeCost || parallelism! < wanted.parallelism;
}
