import type { Tx } from "@/lib/db/database";
import { countScan } from "./location.store";

/** Somebody looked at the page of a sticker: its health in the sticker register (ADM-15). */
export async function recordScan(tx: Tx, code: string, at: Date): Promise<void> {
  await countScan(tx, code, at);
}
