import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { codeKeys, createStickerCode, stickerUrl } from "@/lib/locations/sticker-code";
import { codeSvg, qrPath, stickerSvg } from "./sticker-svg";

/** Side of a QR code of this version in cells. */
const sideOf = (version: number) => 17 + 4 * version;
const newCode = () =>
  createStickerCode({ bytes: (length) => randomBytes(length) }, codeKeys("k".repeat(40))).code;

describe("the sticker", () => {
  it("UX-1: its address is short and in capital letters, so that the picture stays coarse", () => {
    const url = stickerUrl("https://pay.kade-laden.example", newCode());
    expect(url).toMatch(/^HTTPS:\/\/PAY\.KADE-LADEN\.EXAMPLE\/C\/[0-9A-Z]{18}$/);
    expect(url.length).toBeLessThanOrEqual(60);
    expect(qrPath(url).size).toBeLessThanOrEqual(sideOf(4));
    // The same address in small letters does not fit: QR's alphanumeric mode has capitals only.
    expect(qrPath(url.toLowerCase()).size).toBeGreaterThan(sideOf(4));
  });

  it("LAW-6: two chargers have two addresses", () => {
    const [one, two] = [newCode(), newCode()].map((code) => stickerUrl("https://pay.example", code));
    expect(one).not.toBe(two);
    expect(codeSvg(one ?? "")).not.toBe(codeSvg(two ?? ""));
  });

  it("SEC-1: prints the domain, the code and the charger's name in clear, and nothing that a name could inject", () => {
    const code = newCode();
    const svg = stickerSvg({
      url: stickerUrl("https://pay.example", code),
      code,
      label: "A-1",
      operator: `Kade & <script>alert("x")</script>`,
      phone: "+31 20 000 0000",
      domain: "pay.example",
    });
    for (const text of [`pay.example/c/${code}`, "A-1", "+31 20 000 0000"]) expect(svg).toContain(text);
    expect(svg).toContain("Kade &#38; &#60;script&#62;");
    expect(svg).not.toMatch(/<script|& <|"x"/);
  });
});
