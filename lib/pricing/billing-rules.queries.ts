import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { Prisma } from "@/lib/db/generated/client";
import type { AdminScope } from "@/lib/tenants/access.model";
import { likeText } from "@/lib/tenants/search-text.rules";
import type { BillingKind, Channel } from "./billing-rule.model";
import type { PriceBook } from "./price-book.model";
import { readPriceBook } from "./price-book.queries";
import { ruleContentSchema } from "./rule-draft.model";
import { unsellableByQr } from "./side-by-side.rules";

const RULE = {
  cpo: { select: { id: true, name: true } },
  locationGroup: { select: { id: true, name: true } },
  evse: { select: { id: true, label: true, location: { select: { name: true } } } },
  tariff: { select: { id: true, code: true, name: true, cpoId: true, current: true } },
  revisions: { orderBy: { number: "desc" }, take: 1 },
} as const satisfies Prisma.BillingRuleInclude;

export interface RuleFilter {
  readonly cpoId?: string | null;
  readonly channel?: Channel | null;
  readonly kind?: BillingKind["kind"] | null;
  readonly code?: string | null;
  readonly text?: string | null;
  readonly archived?: boolean;
}

/** The rules of the scope: those of its operators, and those for all operators of the client. Wide scopes first. */
export async function listRules(context: Context, scope: AdminScope, filter: RuleFilter = {}) {
  const { cpoId, channel, kind, code, text, archived } = filter;
  const like = text ? { contains: likeText(text), mode: "insensitive" as const } : null;
  const rows = await context.db.withClient(scope.clientId, (tx) =>
    tx.billingRule.findMany({
      where: {
        AND: [
          inScope(scope),
          cpoId ? { OR: [{ cpoId }, { cpoId: null }] } : {},
          channel ? { OR: [{ channel }, { channel: null }] } : {},
          kind ? { kind } : {},
          code ? { tariffCode: code } : {},
          like
            ? {
                OR: [
                  { name: like },
                  { tariffCode: like },
                  { justification: like },
                  { tariff: { code: like } },
                ],
              }
            : {},
        ],
        archivedAt: archived ? { not: null } : null,
      },
      include: RULE,
      orderBy: [{ name: "asc" }, { id: "asc" }],
      take: 1_000,
    }),
  );
  return rows.sort((a, b) => narrowness(a) - narrowness(b));
}
export type RuleListRow = Awaited<ReturnType<typeof listRules>>[number];

function inScope(scope: AdminScope): Prisma.BillingRuleWhereInput {
  return { OR: [{ cpoId: null }, { cpoId: { in: [...scope.cpoIds] } }] };
}

/** How narrow a scope is: client, operator, group, code, EVSE. */
function narrowness(rule: {
  readonly cpoId: string | null;
  readonly locationGroupId: string | null;
  readonly tariffCode: string | null;
  readonly evseId: string | null;
}): number {
  if (rule.evseId !== null) return 4;
  if (rule.tariffCode !== null) return 3;
  if (rule.locationGroupId !== null) return 2;
  return rule.cpoId === null ? 0 : 1;
}

/** A rule with its last hundred revisions, newest first; null when it is not in the scope. */
export async function readRule(context: Context, scope: AdminScope, id: string) {
  const rule = await context.db.withClient(scope.clientId, (tx) =>
    tx.billingRule.findFirst({
      where: { AND: [{ id }, inScope(scope)] },
      include: { ...RULE, revisions: { orderBy: { number: "desc" }, take: 100 } },
    }),
  );
  if (!rule) return null;
  const revisions = rule.revisions.map((row) => ({ ...row, content: ruleContentSchema.parse(row.content) }));
  return { ...rule, revisions };
}
export type RuleDetail = NonNullable<Awaited<ReturnType<typeof readRule>>>;

/** What a rule may be made of: operators' retail prices, groups, EVSEs and codes of the scope. */
export async function listRuleParts(context: Context, scope: AdminScope) {
  const cpoIds = [...scope.cpoIds];
  return context.db.withClient(scope.clientId, async (tx) => ({
    tariffs: await tx.tariff.findMany({
      where: { cpoId: { in: cpoIds } },
      select: { id: true, code: true, name: true, kind: true, cpoId: true },
      orderBy: { code: "asc" },
    }),
    groups: await tx.locationGroup.findMany({ select: { id: true, name: true }, orderBy: { name: "asc" } }),
    evses: await tx.evse.findMany({
      where: { location: { cpoId: { in: cpoIds } } },
      select: { id: true, label: true, location: { select: { name: true, cpoId: true } } },
      orderBy: [{ location: { name: "asc" } }, { label: "asc" }],
      take: 2_000,
    }),
  }));
}
export type RuleParts = Awaited<ReturnType<typeof listRuleParts>>;

/** The client's price book, with the EVSEs of the scope only. */
export async function readScopedBook(context: Context, scope: AdminScope): Promise<PriceBook> {
  const read = (tx: Tx) => readPriceBook(tx, scope.clientId, context.clock.now());
  const book = await context.db.withClient(scope.clientId, read);
  return { ...book, evses: book.evses.filter(({ place }) => scope.cpoIds.includes(place.cpoId)) };
}

/** How many EVSEs of the scope no driver can buy at by QR, because no price is certain there (domain §3.4). */
export async function countUnsellable(context: Context, scope: AdminScope): Promise<number> {
  return unsellableByQr(await readScopedBook(context, scope), context.clock.now()).length;
}
