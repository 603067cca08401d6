import type { Context } from "@/lib/db/context";
import { eraseAddresses } from "./billing.store";

/** Days that a driver's address is kept; the platform's upper bound (LAW-49). */
const RETENTION_DAYS = 90;

/** Erases mail addresses whose time is over; the receipts stay. */
export async function eraseOldAddresses(context: Context): Promise<number> {
  const before = new Date(context.clock.now().getTime() - RETENTION_DAYS * 86_400_000);
  return context.db.withSystem((tx) => eraseAddresses(tx, before));
}
