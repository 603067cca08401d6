import { normaliseCrockford } from "@/lib/core/base32";
import { localTime } from "@/lib/core/time";

/** Days after its beginning in which a terminal's session is found without a link. */
export const LOOK_UP_DAYS = 30;

/** A driver's code as it is stored, `7KQ2-M4XD`, from what was typed or scanned; null when it is none. */
export function readDriverCode(text: string): string | null {
  const code = text.length <= 20 ? normaliseCrockford(text) : null;
  return code?.length === 8 ? `${code.slice(0, 4)}-${code.slice(4)}` : null;
}

/** What finds a receipt without the code. */
export interface CardSearch {
  /** Day at the charger, `2026-11-28`. */
  readonly date: string;
  readonly last4: string;
  /** Label of the charger or name of the place; "" when none was asked for. */
  readonly place: string;
}

/** The search when it can find anything at all: a real day and four digits; null otherwise. */
export function readCardSearch(typed: CardSearch): CardSearch | null {
  const date = typed.date.trim();
  const last4 = typed.last4.trim();
  const at = /^\d{4}-\d{2}-\d{2}$/.test(date) ? new Date(`${date}T00:00:00Z`) : null;
  const isDay = at !== null && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(date);
  if (!isDay || !/^\d{4}$/.test(last4) || typed.place.length > 100) return null;
  return { date, last4, place: typed.place };
}

interface Candidate {
  readonly timeZone: string;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly place: { readonly evseLabel: string; readonly locationName: string };
}

/** True when the session began or ended on the day, on the charger's own clock, and at the place that was named. */
export function fitsSearch({ date, place }: CardSearch, session: Candidate): boolean {
  const days = [session.startedAt, session.endedAt].map((at) => at && localTime(session.timeZone, at).date);
  if (!days.includes(date)) return false;
  const wanted = plain(place);
  const { evseLabel, locationName } = session.place;
  return wanted === "" || plain(evseLabel) === wanted || plain(locationName) === wanted;
}

/** Letters and digits only, as labels are read aloud: "KW-A07", "kw a07" and "KWA07" are one. */
function plain(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/[^\p{L}\p{N}]/gu, "")
    .toLowerCase();
}

/** The wider network of an address, so that moving within it gives no new tries: /24 of IPv4, /48 of IPv6. */
export function widerNetwork(address: string): string {
  if (!address.includes(":")) return address.split(".").slice(0, 3).join(".");
  const [head = "", tail = ""] = address.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === "" ? [] : tail.split(":");
  const gap = address.includes("::") ? Math.max(0, 8 - left.length - right.length) : 0;
  const groups = [...left, ...Array.from({ length: gap }, () => "0"), ...right];
  return groups
    .slice(0, 3)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}
