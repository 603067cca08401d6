import { z } from "zod";
import { minorDigits } from "@/lib/core/money";

/** Why somebody acts: kept in the timeline and the audit log. */
export const reasonField = z.string().trim().min(3, "Say why, in a few words.").max(500);

/** Text fields that may stay empty; empty means null. */
export const emptyIsNull = (value: string): string | null => (value.trim() === "" ? null : value.trim());

/** Minor units of an amount as people type it: "12.50", "12,50", "12". Null when it is none. */
export function typedAmount(text: string, currency: string): number | null {
  const digits = minorDigits(currency);
  const match = /^(\d{1,7})(?:[.,](\d{1,3}))?$/.exec(text.trim());
  if (!match || (match[2]?.length ?? 0) > digits) return null;
  return Number(match[1]) * 10 ** digits + Number((match[2] ?? "").padEnd(digits, "0") || 0);
}
