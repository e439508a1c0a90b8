import { hashPassword, needsRehash, verifyPassword } from "saluki/security";
import { describe, expect, it } from "vitest";

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

  it("are never right for something that is no hash", async () => {
    for (const hash of ["", "x", "$argon2id$v=19$m=8", "correct horse"]) {
      expect(await verifyPassword(hash, "correct horse")).toBe(false);
    }
  });

  it("have to be hashed again when the cost was lower", async () => {
    expect(needsRehash(await hashPassword("x", cheap))).toBe(true);
    expect(needsRehash(await hashPassword("x"))).toBe(false);
    expect(needsRehash("$2b$10$somethingelse")).toBe(true);
  });
});
