import { describe, expect, it } from "vitest";
import { checkPassword, decoyHash, hashPassword, verifyPassword } from "./password";

describe("passwords", () => {
  it("SEC-55: a hash verifies its own password only, and never repeats", async () => {
    const first = await hashPassword("zonnebloem-78-tram");
    const second = await hashPassword("zonnebloem-78-tram");
    expect(first).not.toBe(second);
    expect(first).not.toContain("zonnebloem");
    expect(await verifyPassword("zonnebloem-78-tram", first)).toBe(true);
    expect(await verifyPassword("zonnebloem-78-tran", first)).toBe(false);
    expect(await verifyPassword("", first)).toBe(false);
  });

  it("the same letters in another Unicode form are the same password", async () => {
    const stored = await hashPassword("caf\u00e9-en-tram-78");
    expect(await verifyPassword("cafe\u0301-en-tram-78", stored)).toBe(true);
  });

  it.each(["", "x", "scrypt$15$8$1$$", "bcrypt$15$8$1$c2FsdA$a2V5", "scrypt$15$8$1$c2FsdA$"])(
    "an unreadable hash %j never matches",
    async (stored) => {
      expect(await verifyPassword("anything-at-all", stored)).toBe(false);
    },
  );

  it("SEC-55: the decoy is a real hash of the same cost", async () => {
    const decoy = await decoyHash();
    const real = await hashPassword("zonnebloem-78-tram");
    expect(decoy.split("$").slice(0, 4)).toEqual(real.split("$").slice(0, 4));
  });

  it.each([
    ["short-7-aB", "at least 12"],
    ["a".repeat(300), "at most 256"],
    ["aaaaaaaaaaaaaaaa", "more different"],
    ["Password123456!", "tried first"],
    ["eva.vandenberg-2026", "own address"],
  ])("SEC-55: refuses %j", (password, why) => {
    try {
      checkPassword(password, "eva.vandenberg@noordlicht.example");
    } catch (error) {
      expect((error as { details: { why: string } }).details.why).toContain(why);
      return;
    }
    throw new Error("was accepted");
  });

  it("accepts a long passphrase", () => {
    expect(() => checkPassword("vier paarden lezen kranten", "eva@noordlicht.example")).not.toThrow();
  });
});
