import { AppError } from "@/lib/core/errors";
import { peekTransition } from "@/lib/core/state-machine";
import type { Tx } from "@/lib/db/database";
import { Prisma } from "@/lib/db/generated/client";
import { SUBSCRIPTION_MACHINE, type SubscriptionActor, type SubscriptionTrigger } from "./subscription.model";

export type SubscriptionRow = Prisma.SubscriptionGetPayload<object>;
export type SubscriptionChanges = Omit<Prisma.SubscriptionUncheckedUpdateInput, "state" | "id" | "clientId">;
/** Facts of a step for its history; never secrets. */
export type StepData = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** The row, locked until the transaction ends. Throws `AppError` "subscription_unknown". */
export async function lockSubscription(tx: Tx, subscriptionId: string): Promise<SubscriptionRow> {
  await tx.$queryRaw`SELECT 1 FROM subscriptions WHERE id = ${subscriptionId}::uuid FOR UPDATE`;
  const row = await tx.subscription.findUnique({ where: { id: subscriptionId } });
  if (!row) throw new AppError("not_found", "subscription_unknown", "no such subscription");
  return row;
}

/** Appends to the history. The caller holds the row's lock, so that numbers never collide. */
export async function appendEvent(
  tx: Tx,
  row: Pick<SubscriptionRow, "id" | "clientId">,
  event: {
    readonly kind: string;
    readonly at: Date;
    readonly by: SubscriptionActor;
    readonly from?: SubscriptionRow["state"];
    readonly to?: SubscriptionRow["state"];
    readonly data?: StepData;
  },
): Promise<void> {
  const last = await tx.subscriptionEvent.aggregate({
    where: { subscriptionId: row.id },
    _max: { seq: true },
  });
  await tx.subscriptionEvent.create({
    data: {
      clientId: row.clientId,
      subscriptionId: row.id,
      seq: (last._max.seq ?? 0) + 1,
      at: event.at,
      kind: event.kind,
      from: event.from ?? null,
      to: event.to ?? null,
      actor: event.by.actor,
      byName: event.by.byName,
      data: (event.data ?? {}) as Prisma.InputJsonObject,
    },
  });
}

/** The state that the move leads to. Throws `AppError` "subscription_wrong_state" when the table has no such move. */
export function nextState(row: SubscriptionRow, on: SubscriptionTrigger): SubscriptionRow["state"] {
  const to = peekTransition(SUBSCRIPTION_MACHINE, row.state, on);
  if (to !== null) return to;
  const message = `"${on}" is not possible in state ${row.state}`;
  throw new AppError("conflict", "subscription_wrong_state", message, { state: row.state, on });
}

/** Moves a locked subscription along its table, changes fields with it and writes the step. */
export async function moveSubscription(
  tx: Tx,
  row: SubscriptionRow,
  on: SubscriptionTrigger,
  step: {
    readonly at: Date;
    readonly by: SubscriptionActor;
    readonly data?: StepData;
    readonly set?: SubscriptionChanges;
  },
): Promise<SubscriptionRow> {
  const to = nextState(row, on);
  const { at, by, data, set } = step;
  await appendEvent(tx, row, { kind: on, at, by, from: row.state, to, ...(data ? { data } : {}) });
  return updateSubscription(tx, row.id, { ...set, state: to, updatedAt: at });
}

/** Changes fields. The unique indexes answer as `AppError` "prefix_taken" and "party_taken". */
export async function updateSubscription(
  tx: Tx,
  subscriptionId: string,
  set: Prisma.SubscriptionUncheckedUpdateInput,
): Promise<SubscriptionRow> {
  try {
    return await tx.subscription.update({ where: { id: subscriptionId }, data: set });
  } catch (error) {
    throw takenError(error) ?? error;
  }
}

export async function insertSubscription(
  tx: Tx,
  row: Prisma.SubscriptionUncheckedCreateInput,
): Promise<SubscriptionRow> {
  try {
    return await tx.subscription.create({ data: row });
  } catch (error) {
    throw takenError(error) ?? error;
  }
}

/** The production draft of a tested acceptance connection: the agreement, without hosts, tokens and addresses. */
export async function insertTwin(
  tx: Tx,
  acceptance: SubscriptionRow,
  id: string,
  at: Date,
): Promise<SubscriptionRow> {
  const { clientId, name, provider, countryCode, partyId, peerRole, tokenPrefix, tokenSeparator } =
    acceptance;
  const { version, modules, directPayment, vatPercent, publishAllCdrs, tokenEncoding } = acceptance;
  const { contactName, contactEmail, contactPhone } = acceptance;
  return insertSubscription(tx, {
    id,
    environment: "PRODUCTION",
    acceptanceId: acceptance.id,
    ...{ clientId, name, provider, countryCode, partyId, peerRole, tokenPrefix, tokenSeparator },
    ...{ version, modules, directPayment, vatPercent, publishAllCdrs, tokenEncoding },
    ...{ contactName, contactEmail, contactPhone },
    settings: acceptance.settings as Prisma.InputJsonValue,
    createdAt: at,
    updatedAt: at,
  });
}

/** Two requests may pass the check at once; the unique indexes are the last word (REL-13). */
function takenError(error: unknown): AppError | null {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== "P2002") return null;
  const text = JSON.stringify(error.meta ?? {});
  if (/one_per_prefix|token_prefix/.test(text))
    return new AppError("conflict", "prefix_taken", "another connection uses this prefix", {
      field: "prefix",
    });
  if (/one_per_party|party_id/.test(text))
    return new AppError("conflict", "party_taken", "this party has a connection", { field: "partyId" });
  return null;
}

export async function addSubscriptionCpo(
  tx: Tx,
  row: Pick<SubscriptionRow, "id" | "clientId">,
  cpoId: string,
  at: Date,
): Promise<void> {
  await tx.subscriptionCpo.create({
    data: { clientId: row.clientId, subscriptionId: row.id, cpoId, addedAt: at },
  });
}

export async function removeSubscriptionCpo(tx: Tx, subscriptionId: string, cpoId: string): Promise<void> {
  await tx.subscriptionCpo.delete({ where: { subscriptionId_cpoId: { subscriptionId, cpoId } } });
}

/** When the partner last called us, or we it: at most once a minute, because every message would write otherwise. */
export async function noteContact(
  tx: Tx,
  subscriptionId: string,
  direction: "lastInboundAt" | "lastOutboundAt",
  at: Date,
): Promise<void> {
  const minuteAgo = new Date(at.getTime() - 60_000);
  await tx.subscription.updateMany({
    where: {
      id: subscriptionId,
      OR: [{ [direction]: null }, { [direction]: { lt: minuteAgo } }],
    },
    data: { [direction]: at },
  });
}
