import type { Tx } from "@/lib/db/database";
import type { PushKind } from "../modules/push-coalescing.rules";

export interface NewPushRow {
  readonly clientId: string;
  readonly subscriptionId: string;
  readonly kind: PushKind;
  readonly objectId: string;
  readonly parentId: string | null;
  readonly createdAt: Date;
  readonly nextTryAt: Date;
}

/** Writes an intent to tell the partner something. Its id is its place in the order. */
export async function insertPush(tx: Tx, row: NewPushRow): Promise<void> {
  await tx.ocpiPush.create({ data: row });
}
