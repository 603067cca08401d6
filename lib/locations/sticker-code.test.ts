import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { codeKeys, createStickerCode, printStickerCode, readStickerCode, stickerUrl } from "./sticker-code";

const random = { bytes: (length: number) => new Uint8Array(randomBytes(length)) };
const keys = codeKeys("a-secret-only-for-this-test-0123456789");

describe("sticker code", () => {
  it("UX-1: reads back what it made, typed in any usual way", () => {
    for (let n = 0; n < 200; n++) {
      const { code } = createStickerCode(random, keys);
      expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{18}$/);
      expect(readStickerCode(code, keys)).toBe(code);
      expect(readStickerCode(printStickerCode(code).toLowerCase(), keys)).toBe(code);
      expect(readStickerCode(code.replaceAll("1", "l").replaceAll("0", "O"), keys)).toBe(code);
    }
  });

  it("UX-1: the address is short and fits the alphanumeric mode of a QR code", () => {
    const { code } = createStickerCode(random, keys);
    const url = stickerUrl("https://pay.example.com", code);
    expect(url.length).toBeLessThanOrEqual(60);
    expect(url).toMatch(/^[0-9A-Z $%*+\-./:]+$/);
  });

  it("SEC-3: 100,000 invented codes find nothing but chance", () => {
    let hits = 0;
    for (let n = 0; n < 100_000; n++) {
      const invented = `1${[...randomBytes(17)].map((byte) => "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[byte & 31]).join("")}`;
      if (readStickerCode(invented, keys)) hits++;
    }
    // 20 bits of tag: one in a million by chance. A hit then still has to exist among 2^65 codes.
    expect(hits).toBeLessThanOrEqual(3);
  });

  it.each([
    "",
    " ",
    "1",
    "'; DROP TABLE evses; --",
    "A".repeat(18),
    "U".repeat(18),
    "1".repeat(5000),
    "\u0000",
    "１２３",
  ])("refuses %j", (text) => {
    expect(readStickerCode(text, keys)).toBeNull();
  });

  it("SEC-3: another installation's code is refused", () => {
    const { code } = createStickerCode(random, codeKeys("another-secret-for-this-test-0123456789"));
    expect(readStickerCode(code, keys)).toBeNull();
  });
});
