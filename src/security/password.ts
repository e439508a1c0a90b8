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

/**
 * Whether the password is the one that was hashed.
 *
 * Without a hash, as where nobody has the name that was given, and for one that cannot be read, it is `false` and takes as
 * long as with a hash of this cost: else the time of an answer would tell who has an account. A wrong password takes as
 * long as the right one.
 *
 * @param cost At which passwords are hashed: only asked for where no hash tells it.
 * @example
 * ```ts
 * const account = await findAccount(name);
 * const matches = await verifyPassword(account?.passwordHash, password);
 * ```
 */
export async function verifyPassword(
  hash: string | null | undefined,
  password: string,
  cost: PasswordCost = {},
): Promise<boolean> {
  const { verify } = await import("@node-rs/argon2");
  try {
    if (hash !== undefined && hash !== null) return await verify(hash, password);
  } catch {
    // It cannot be read.
  }
  // To verify a password is to hash it with another salt. What is no text at all has none.
  await hashPassword(password, cost).catch(() => {});
  return false;
}

/** Whether a hash was made at a lower cost than wanted now: then hash the password again at its next use. */
export function needsRehash(hash: string, cost: PasswordCost = {}): boolean {
  const wanted = { ...DEFAULT_COST, ...cost };
  const found = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(hash);
  if (found === null) return true;
  const [, memory, time, parallelism] = found.map(Number);
  return memory! < wanted.memoryCost || time! < wanted.timeCost || parallelism! < wanted.parallelism;
}
