import type { Tx } from "@/lib/db/database";
import { Prisma } from "@/lib/db/generated/client";
import type { RuleDraft } from "./rule-draft.model";

/**
 * Serialises everything of one client that decides prices: rules, tariffs, codes, groups, contracts, facts of EVSEs. Who holds
 * it may read the price book and judge what the transaction has written. Taken first, held until commit.
 */
export async function lockPrices(tx: Tx, clientId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`prices:${clientId}`}, 0))`;
}

/** The rule with its last revision, under its row lock; null when it is not there or belongs to another client. */
export async function lockRule(tx: Tx, ruleId: string) {
  await tx.$queryRaw`SELECT 1 FROM billing_rules WHERE id = ${ruleId}::uuid FOR UPDATE`;
  const rule = await tx.billingRule.findUnique({
    where: { id: ruleId },
    include: { revisions: { orderBy: { number: "desc" }, take: 1 } },
  });
  if (!rule) return null;
  const { revisions, ...row } = rule;
  return { ...row, number: revisions[0]?.number ?? 0, content: revisions[0]?.content ?? null };
}

/** Creates or changes a rule. The caller holds the lock of prices. */
export async function writeRule(
  tx: Tx,
  { id, clientId, draft, at }: { id: string; clientId: string; draft: RuleDraft; at: Date },
): Promise<void> {
  const { price, windows, ...scope } = draft;
  const data = {
    ...scope,
    windows: windows ?? Prisma.DbNull,
    kind: price.kind,
    tariffId: price.kind === "FIXED" ? price.tariffId : null,
    factor: price.kind === "FIXED" ? null : price.factor,
    updatedAt: at,
  };
  await tx.billingRule.upsert({
    where: { id },
    create: { id, clientId, createdAt: at, ...data },
    update: data,
  });
}

export async function markRuleArchived(tx: Tx, ruleId: string, at: Date): Promise<void> {
  await tx.billingRule.update({ where: { id: ruleId }, data: { archivedAt: at, updatedAt: at } });
}

/** The next entry of a rule's history. The caller holds the lock of prices. */
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
