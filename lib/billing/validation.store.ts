import { DAY_MS } from "@/lib/core/time";
import type { Tx } from "@/lib/db/database";
import type { CdrValidation, Prisma } from "@/lib/db/generated/client";
import { type Finding, RETRY_DAYS } from "./validation.model";

export type ValidationRow = CdrValidation;

const stored = (findings: readonly Finding[]): Prisma.InputJsonValue =>
  findings.map(({ category, code, detail }) => ({ category, code, detail }));

interface Subject {
  readonly id: string;
  readonly clientId: string;
  readonly cpoId: string;
}

export async function readValidation(tx: Tx, sessionId: string): Promise<ValidationRow | null> {
  return tx.cdrValidation.findUnique({ where: { sessionId } });
}

/** The session has its CDR, or nothing was due. `accepted` is what was found and believed. */
export async function markCalculated(
  tx: Tx,
  { id, clientId, cpoId }: Subject,
  accepted: readonly Finding[],
  now: Date,
): Promise<void> {
  const set = {
    state: "CALCULATED",
    findings: stored(accepted),
    lastTriedAt: now,
    nextTryAt: null,
    decideBy: null,
    updatedAt: now,
  } as const;
  await tx.cdrValidation.upsert({
    where: { sessionId: id },
    create: { sessionId: id, clientId, cpoId, tries: 1, ...set },
    update: { ...set, tries: { increment: 1 } },
  });
}

/** The session can not be billed by itself; it is tried again daily, for the last time on day 90. */
export async function markFlagged(
  tx: Tx,
  { id, clientId, cpoId }: Subject,
  findings: readonly Finding[],
  { now, decideBy }: { readonly now: Date; readonly decideBy: Date | null },
): Promise<void> {
  const known = await readValidation(tx, id);
  const flaggedAt = known?.flaggedAt ?? now;
  const set = {
    state: "FLAGGED",
    findings: stored(findings),
    flaggedAt,
    lastTriedAt: now,
    nextTryAt: new Date(Math.min(now.getTime() + DAY_MS, lastTryAt(flaggedAt).getTime())),
    decideBy: known?.decideBy ?? decideBy,
    updatedAt: now,
  } as const;
  await tx.cdrValidation.upsert({
    where: { sessionId: id },
    create: { sessionId: id, clientId, cpoId, tries: 1, ...set },
    update: { ...set, tries: { increment: 1 } },
  });
}

/** When a flagged session is tried for the last time. */
export function lastTryAt(flaggedAt: Date): Date {
  return new Date(flaggedAt.getTime() + RETRY_DAYS * DAY_MS);
}

/** The session is never billed. */
export async function markDropped(tx: Tx, sessionId: string, now: Date): Promise<void> {
  await tx.cdrValidation.update({
    where: { sessionId },
    data: { state: "DROPPED", nextTryAt: null, decideBy: null, updatedAt: now },
  });
}

export async function insertDecision(
  tx: Tx,
  row: Omit<Prisma.CdrDecisionUncheckedCreateInput, "findings"> & { readonly findings: readonly Finding[] },
): Promise<void> {
  await tx.cdrDecision.create({ data: { ...row, findings: stored(row.findings) } });
}
