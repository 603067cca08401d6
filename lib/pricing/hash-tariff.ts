import { createHash } from "node:crypto";
import type { Tariff } from "./tariff.model";
import { canonicalTariff } from "./tariff.rules";

/** The name of a tariff version: SHA-256 over its canonical JSON, as 64 hexadecimal digits (REL-11). */
export function hashTariff(content: Tariff): string {
  return createHash("sha256").update(canonicalTariff(content), "utf8").digest("hex");
}
