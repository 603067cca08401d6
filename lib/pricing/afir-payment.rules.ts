import { DAY_MS } from "@/lib/core/time";
import { AFIR_DEPLOYED_FROM, FAST_CHARGING_W } from "./afir.rules";

/** How a driver without a contract can pay at an EVSE. WEB_QR is a web page opened by a QR code. */
export type PaymentMeans = "CARD_READER" | "CONTACTLESS" | "WEB_QR";

/** From this day older fast chargers along the TEN-T and on safe and secure parking must comply too (LAW-3). */
export const RETROFIT_FROM = "2027-01-01";

/** What decides the duty of payment means. `renovatedOn` does not, and is therefore not here (LAW-4). */
export interface EvseForPayment {
  readonly maxPowerW: number;
  /** "YYYY-MM-DD", first operational day. */
  readonly deployedOn: string;
  readonly onTenT: boolean;
  readonly safeSecureParking: boolean;
  readonly isFree: boolean;
  readonly paymentMeans: readonly PaymentMeans[];
}

/** `daysLeft` is counted to 1 January 2027, 00:00 UTC. */
export type AfirPaymentStatus =
  | { readonly status: "COMPLIANT" | "NOT_APPLICABLE"; readonly article: string }
  | { readonly status: "FAILS"; readonly article: string; readonly missing: "TERMINAL" | "ANY" }
  | {
      readonly status: "WILL_FAIL";
      readonly article: string;
      readonly missing: "TERMINAL";
      readonly failsOn: string;
      readonly daysLeft: number;
    };

/**
 * Whether the ways to pay at an EVSE satisfy AFIR Art. 5(1) on a given day (LAW-2, LAW-3). A function of the date that is
 * passed, not of the clock. From 50.0 kW inclusive a card reader or contactless device is needed; below, a page by QR is
 * enough. A point that takes no payment has no duty (LAW-9).
 */
export function afirPaymentStatus(evse: EvseForPayment, date: Date): AfirPaymentStatus {
  const article = "AFIR Art. 5(1)";
  if (evse.isFree) return { status: "NOT_APPLICABLE", article };
  const fast = evse.maxPowerW >= FAST_CHARGING_W;
  const hasTerminal = evse.paymentMeans.some((means) => means !== "WEB_QR");
  if (hasTerminal || (!fast && evse.paymentMeans.length > 0)) return { status: "COMPLIANT", article };
  if (evse.deployedOn >= AFIR_DEPLOYED_FROM)
    return { status: "FAILS", article, missing: fast ? "TERMINAL" : "ANY" };
  if (!fast || !(evse.onTenT || evse.safeSecureParking)) return { status: "NOT_APPLICABLE", article };
  const left = Date.parse(`${RETROFIT_FROM}T00:00:00Z`) - date.getTime();
  if (left <= 0) return { status: "FAILS", article, missing: "TERMINAL" };
  return {
    status: "WILL_FAIL",
    article,
    missing: "TERMINAL",
    failsOn: RETROFIT_FROM,
    daysLeft: Math.ceil(left / DAY_MS),
  };
}

/** Payment methods that are widely used across the Union; national schemes alone do not satisfy AFIR Art. 5(1) (LAW-5). */
const UNION_WIDE: ReadonlySet<string> = new Set(["visa", "mastercard", "creditcard"]);

/** True when at least one enabled method is widely used across the Union. Names as the PSP gives them, any case. */
export function hasUnionWideMethod(methods: readonly string[]): boolean {
  return methods.some((method) => UNION_WIDE.has(method.toLowerCase()));
}
