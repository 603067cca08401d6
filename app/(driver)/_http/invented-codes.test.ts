import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { codeKeys, createStickerCode, readStickerCode } from "@/lib/locations/sticker-code";
import { InventedCodes } from "./invented-codes";

describe("SEC-3: searching for codes", () => {
  it("of 100,000 invented codes the tag stops practically all, and only the first few are answered", () => {
    const keys = codeKeys("0123456789abcdef0123456789ABCDEF-secret");
    const limit = new InventedCodes(() => 0);
    const seen = { right: 0, answered: 0 };
    for (let i = 0; i < 100_000; i++) {
      // The searcher knows the form of a code, but not the key.
      const { code } = createStickerCode(
        { bytes: (length) => randomBytes(length) },
        codeKeys("another secret that the searcher made up"),
      );
      if (readStickerCode(code, keys) !== null) seen.right++;
      else if (!limit.tooMany("203.0.113.9")) seen.answered++;
    }
    // The tag has 20 bits: it keeps guesses away from the database, the 65 random bits keep them from a charger.
    expect(seen.right).toBeLessThan(10);
    expect(seen.answered).toBe(30);
  });

  it("others are not slowed, a whole /64 counts as one, and patience helps", () => {
    let now = 0;
    const limit = new InventedCodes(() => now);
    for (let i = 0; i < 30; i++) expect(limit.tooMany(`2001:db8:1:2::${i}`)).toBe(false);
    expect(limit.tooMany("2001:db8:1:2:ffff::1")).toBe(true);
    expect(limit.tooMany("2001:db8:1:3::1")).toBe(false);
    expect(limit.tooMany("203.0.113.9")).toBe(false);
    now += 10_000;
    expect(limit.tooMany("2001:db8:1:2::1")).toBe(false);
    expect(limit.tooMany("2001:db8:1:2::1")).toBe(true);
  });

  it("a flood from many networks does not fill the memory", () => {
    const limit = new InventedCodes(() => 0);
    for (let i = 0; i < 20_000; i++) limit.tooMany(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`);
    expect(limit.tooMany("10.0.0.0")).toBe(false);
  });
});
