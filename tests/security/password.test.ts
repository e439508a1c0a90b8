import * as argon2 from "@node-rs/argon2";
import { hashPassword, needsRehash, verifyPassword } from "saluki/security";
import { afterEach, describe, expect, it, vi } from "vitest";

// As it is, but for that its calls are counted.
vi.mock("@node-rs/argon2", { spy: true });

afterEach(() => {
  vi.clearAllMocks();
});

describe("passwords", () => {
  // The least that Argon2 takes: these tests are about the interface.
  const cheap = { memoryCost: 8, timeCost: 1 };

  it("are verified by their hash, which differs each time", async () => {
    const [one, two] = await Promise.all([
      hashPassword("correct horse", cheap),
      hashPassword("correct horse", cheap),
    ]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=8,t=1,p=1\$/);
    expect(one).not.toBe(two);
    expect(await verifyPassword(one, "correct horse")).toBe(true);
    expect(await verifyPassword(one, "battery staple")).toBe(false);
  });

  it("are never right for something that is no hash, at the work of one", async () => {
    for (const hash of ["", "x", "$argon2id$v=19$m=8", "correct horse"]) {
      expect(await verifyPassword(hash, "correct horse", cheap)).toBe(false);
      expect(argon2.hash).toHaveBeenCalledExactlyOnceWith("correct horse", { ...cheap, parallelism: 1 });
      vi.mocked(argon2.hash).mockClear();
    }
  });

  it("that are no texts are wrong, whoever's they are", async () => {
    const hash = await hashPassword("5", cheap);
    for (const password of [5, null, undefined, {}] as unknown as string[]) {
      expect(await verifyPassword(hash, password)).toBe(false);
      expect(await verifyPassword(undefined, password)).toBe(false);
    }
  });

  it.each([undefined, null])(
    "of nobody (%s) are never right, at the work of one of theirs",
    async (nobody) => {
      expect(await verifyPassword(nobody, "correct horse", cheap)).toBe(false);
      expect(argon2.hash).toHaveBeenCalledExactlyOnceWith("correct horse", { ...cheap, parallelism: 1 });
      expect(await verifyPassword(nobody, "correct horse")).toBe(false);
      const hash = await vi.mocked(argon2.hash).mock.results.at(-1)!.value;
      expect(needsRehash(hash)).toBe(false);
    },
  );

  it("have to be hashed again when the cost was lower", async () => {
    expect(needsRehash(await hashPassword("x", cheap))).toBe(true);
    expect(needsRehash(await hashPassword("x"))).toBe(false);
    expect(needsRehash("$2b$10$somethingelse")).toBe(true);
  });
});
