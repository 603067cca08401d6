import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { Prisma } from "@/lib/db/generated/client";
import type { AuditActor } from "@/lib/tenants/audit.model";

export async function insertRule(tx: Tx, row: Prisma.BillingRuleUncheckedCreateInput): Promise<void> {
  await tx.billingRule.create({ data: row });
}

/** The next entry of a rule's history. The caller holds the rule's row lock, or has just created it. */
export async function appendRuleRevision(
  tx: Tx,
  row: {
    readonly clientId: string;
    readonly ruleId: string;
    readonly content: Prisma.InputJsonValue;
    readonly at: Date;
    readonly byUserId: string | null;
    readonly byName: string;
    readonly note: string | null;
  },
): Promise<number> {
  const { _max } = await tx.billingRuleRevision.aggregate({
    where: { ruleId: row.ruleId },
    _max: { number: true },
  });
  const number = (_max.number ?? 0) + 1;
  await tx.billingRuleRevision.create({ data: { ...row, number } });
  return number;
}

/** The rule that sells a retail price by QR to the EVSEs with its code; made when there is none. */
export async function ensurePriceRule(
  tx: Tx,
  context: Context,
  tariff: {
    readonly id: string;
    readonly clientId: string;
    readonly cpoId: string;
    readonly code: string;
    readonly name: string;
  },
  actor: AuditActor,
): Promise<void> {
  const { clientId, cpoId, code } = tariff;
  const known = await tx.billingRule.findFirst({
    where: { tariffId: tariff.id, archivedAt: null, OR: [{ tariffCode: code }, { tariffCode: null }] },
    select: { id: true },
  });
  if (known) return;
  const now = context.clock.now();
  const id = context.ids.next();
  await insertRule(tx, {
    id,
    clientId,
    name: tariff.name,
    cpoId,
    channel: "QR",
    tariffCode: code,
    validFrom: now,
    kind: "FIXED",
    tariffId: tariff.id,
    createdAt: now,
    updatedAt: now,
  });
  await appendRuleRevision(tx, {
    clientId,
    ruleId: id,
    content: { kind: "FIXED", tariffId: tariff.id, cpoId, channel: "QR", tariffCode: code },
    at: now,
    byUserId: actor.userId,
    byName: actor.name,
    note: null,
  });
}
