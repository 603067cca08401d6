import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { decodeMeterKey, keyHex } from "./meter-key.rules";

const { publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
const der = publicKey.export({ type: "spki", format: "der" });
const hex = der.toString("hex");

describe("the public key of a meter", () => {
  it.each([
    ["hex", hex],
    ["hex in capitals with spaces", (hex.toUpperCase().match(/.{1,8}/g) ?? []).join(" ")],
    ["hex with colons", (hex.match(/../g) ?? []).join(":")],
    ["base64", der.toString("base64")],
    ["PEM", publicKey.export({ type: "spki", format: "pem" }).toString()],
    ["the OCA's form", `oca:base16:asn1:${hex}`],
    ["the OCA's form in base64", Buffer.from(`oca:base16:asn1:${hex}`).toString("base64")],
  ])("LAW-33: is read from %s", (_name, text) => {
    const key = decodeMeterKey(text);
    expect(key && keyHex(key)).toBe(hex);
  });

  it.each(["", "none", "04", hex.slice(0, 40), "a".repeat(3_000), "ä".repeat(100), "oca:base16:asn1:"])(
    "LAW-33: %s is none",
    (text) => {
      expect(decodeMeterKey(text)).toBeNull();
    },
  );
});
