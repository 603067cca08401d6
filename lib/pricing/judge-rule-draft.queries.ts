import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { BillingKind, BillingRule, BillingRuleFinding } from "./billing-rule.model";
import { checkBillingRule } from "./billing-rule.rules";
import type { TariffRefusal } from "./evse-facts.rules";
import { parseTariff } from "./parse-tariff";
import type { BookedEvse, PriceBook } from "./price-book.model";
import { readPriceBook } from "./price-book.queries";
import {
  evsesOfRule,
  placesOf,
  pricesOfRule,
  readableRules,
  refusalsOfRule,
  shownWholesale,
} from "./price-book.rules";
import type { RuleDraft } from "./rule-draft.model";
import { isSamePrice } from "./same-price.rules";
import type { Tariff } from "./tariff.model";

/** What a rule would mean, before it is saved. */
export interface DraftJudgement {
  readonly rule: BillingRule;
  readonly findings: readonly BillingRuleFinding[];
  /** Where its prices break the law. */
  readonly refusals: readonly TariffRefusal[];
  /** The EVSEs in its scope. */
  readonly evses: readonly BookedEvse[];
  /** Each price that it charges somewhere. */
  readonly prices: readonly {
    readonly tariff: Tariff;
    readonly wholesale: Tariff | null;
    readonly evses: readonly BookedEvse[];
  }[];
}

/**
 * Judges a rule against all others and the places as they are now. `ruleId` is the rule that would change. Throws `AppError`
 * "rule_scope_unknown", "tariff_unknown", "tariff_not_retail" or "tariff_of_other_operator" when the draft names something
 * that is not there.
 */
export async function judgeRuleDraft(
  tx: Tx,
  input: {
    readonly clientId: string;
    readonly ruleId: string;
    readonly draft: RuleDraft;
    readonly at: Date;
  },
): Promise<DraftJudgement> {
  const { clientId, draft } = input;
  const book = await readPriceBook(tx, clientId, input.at);
  await refuseUnknownScope(tx, book, draft);
  const rule = ruleOfDraft(clientId, input.ruleId, draft, await priceOf(tx, draft));
  const evses = evsesOfRule(book, rule);
  const prices = pricesOfRule(book, rule, evses);
  const shown = evses.flatMap((evse) => shownWholesale(book, evse) ?? []);
  const others = readableRules(book).filter(({ id }) => id !== rule.id);
  const findings = checkBillingRule(rule, others, placesOf(book), [...new Set(shown)]);
  if (differsUnsaid(book, rule, prices)) findings.push(REASON_ADVISED);
  return { rule, findings, refusals: refusalsOfRule(book, rule, evses), evses, prices };
}

const REASON_ADVISED: BillingRuleFinding = {
  code: "justification_advised",
  article: "AFIR Art. 5(3)",
  severity: "warning",
  repair: "billing_rule.repair.justification_advised",
  otherRuleId: null,
  otherRuleName: null,
};

/** A fixed price that is another than the wholesale tariff, which terminals show, and nobody has said why (LAW-11, LAW-20). */
function differsUnsaid(book: PriceBook, rule: BillingRule, prices: DraftJudgement["prices"]): boolean {
  if (rule.price.kind !== "FIXED" || rule.justification !== undefined) return false;
  return prices.some(({ tariff, evses }) =>
    evses.some((evse) => {
      const wholesale = shownWholesale(book, evse);
      const place = { at: rule.validFrom, timeZone: evse.place.timeZone };
      return wholesale !== null && !isSamePrice(tariff, wholesale, place);
    }),
  );
}

function ruleOfDraft(clientId: string, id: string, draft: RuleDraft, price: BillingKind): BillingRule {
  const { cpoId, locationGroupId, evseId, channel, tariffCode, validTo, windows, justification } = draft;
  return {
    id,
    name: draft.name,
    scope: {
      clientId,
      ...(cpoId === null ? {} : { cpoId }),
      ...(locationGroupId === null ? {} : { locationGroupId }),
      ...(evseId === null ? {} : { evseId }),
      ...(channel === null ? {} : { channel }),
      ...(tariffCode === null ? {} : { tariffCode }),
    },
    validFrom: draft.validFrom,
    ...(validTo === null ? {} : { validTo }),
    ...(windows === null ? {} : { windows }),
    ...(justification === null ? {} : { justification }),
    price,
  };
}

/** A fixed price belongs to one operator, with its currency and its tax: the rule must be for that operator alone. */
async function priceOf(tx: Tx, { price, cpoId }: RuleDraft): Promise<BillingKind> {
  if (price.kind === "WHOLESALE_FACTOR") return price;
  const tariff = await tx.tariff.findUnique({ where: { id: price.tariffId }, include: { current: true } });
  if (!tariff) throw new AppError("not_found", "tariff_unknown", "no such price");
  if (tariff.kind !== "RETAIL") throw new AppError("precondition", "tariff_not_retail", "a wholesale price");
  if (tariff.cpoId !== cpoId)
    throw new AppError("precondition", "tariff_of_other_operator", "the price belongs to another CPO");
  return { kind: "FIXED", tariff: parseTariff(tariff.currentHash, tariff.current.content) };
}

async function refuseUnknownScope(tx: Tx, book: PriceBook, draft: RuleDraft): Promise<void> {
  const { cpoId, locationGroupId, evseId } = draft;
  const isKnown =
    (cpoId === null || (await tx.cpo.findUnique({ where: { id: cpoId }, select: { id: true } })) !== null) &&
    (locationGroupId === null || book.locationsOfGroup.has(locationGroupId)) &&
    (evseId === null || book.evses.some(({ id }) => id === evseId));
  if (!isKnown)
    throw new AppError("not_found", "rule_scope_unknown", "the rule names a place that is not there");
}

/** `judgeRuleDraft` in a transaction of its own, which changes nothing; `ruleId` is null for a rule that is not there yet. */
export async function judgeRule(
  context: Context,
  input: { readonly clientId: string; readonly ruleId: string | null; readonly draft: RuleDraft },
): Promise<DraftJudgement> {
  const { clientId, ruleId, draft } = input;
  const at = context.clock.now();
  return context.db.withClient(clientId, (tx) =>
    judgeRuleDraft(tx, { clientId, ruleId: ruleId ?? "new", draft, at }),
  );
}
