import { AppError } from "@/lib/core/errors";
import { HOUR_MS } from "@/lib/core/time";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { otherSide } from "@/lib/pricing/amounts.rules";
import { BREATH_EVERY, breathe } from "@/lib/pricing/exchange/breathe";
import type { Progress } from "@/lib/pricing/exchange/import-report.model";
import { priceSession } from "@/lib/pricing/price-session.rules";
import type { PricedSession, PricingInput } from "@/lib/pricing/pricing.model";
import { scaleTariff, withVat } from "@/lib/pricing/retail-tariff.rules";
import type { Tariff } from "@/lib/pricing/tariff.model";
import { findPricingInputs, type PriceQuestion } from "@/lib/sessions/pricing-input.queries";
import type { Amounts, Unpriced, WhatIfQuestion, WhatIfResult } from "./what-if.model";
import {
  type BilledRow,
  billedPage,
  countWhatIf,
  findSellers,
  hasImported,
  type ImportedRow,
  importedPage,
  type SellerFacts,
  type WhatIfCursor,
} from "./what-if.queries";
import { pricingInputOf, WhatIfSums } from "./what-if.rules";

/** Sessions that are read at once, and of them those whose readings are in memory together: by hours, a reading per 30 s. */
const PAGE = 500;
const READINGS_HOURS = 250;
const IMPORTED_PAGE = 200;

/** One what-if under way. */
interface Run {
  readonly context: Context;
  readonly question: WhatIfQuestion;
  readonly sums: WhatIfSums;
  readonly sellers: ReadonlyMap<string, SellerFacts>;
  /** The draft with each seller's rates, and frozen tariffs times the factor; made once per tariff. */
  readonly tariffs: Map<string, Tariff>;
  readonly tell: (more: number) => void;
  readonly isLeft: () => boolean;
}

/**
 * What a month's sessions would have cost with a draft: their frozen readings, priced by the one engine (REL-10), beside what
 * they did cost. Reads page by page and keeps sums only, so that memory does not grow with the month. Nothing is written.
 * `isLeft` ends it early when nobody waits any more.
 */
export async function whatIf(
  context: Context,
  question: WhatIfQuestion,
  progress: Progress = () => {},
  isLeft: () => boolean = () => false,
): Promise<WhatIfResult> {
  const sums = new WhatIfSums(question.zone, question.currency);
  const { total, sellers } = await context.db.withClient(question.clientId, async (tx) => ({
    total: await countWhatIf(tx, question),
    sellers: await findSellers(tx, question.cpoIds),
  }));
  let done = 0;
  const tell = (more: number): void => {
    done += more;
    progress(done, Math.max(total, done));
  };
  const run: Run = { context, question, sums, sellers, tariffs: new Map(), tell, isLeft };
  await pages(run, PAGE, billedPage, repriceBilled);
  if (hasImported(question)) await pages(run, IMPORTED_PAGE, importedPage, repriceImported);
  return sums.result();
}

type ReadPage<Row> = (
  tx: Tx,
  question: WhatIfQuestion,
  cursor: WhatIfCursor | null,
  size: number,
) => Promise<Row[]>;

/** Every row once, in pages; each page is a transaction of its own. */
async function pages<Row extends WhatIfCursor>(
  run: Run,
  size: number,
  read: ReadPage<Row>,
  reprice: (tx: Tx, run: Run, rows: readonly Row[]) => Promise<void>,
): Promise<void> {
  for (let cursor: WhatIfCursor | null = null; !run.isLeft(); ) {
    const rows: Row[] = await run.context.db.withClient(run.question.clientId, async (tx) => {
      const page = await read(tx, run.question, cursor, size);
      await reprice(tx, run, page);
      return page;
    });
    run.tell(rows.length);
    const last = rows.at(-1);
    if (rows.length < size || last === undefined) return;
    cursor = { startedAt: last.startedAt, id: last.id };
  }
}

async function repriceBilled(tx: Tx, run: Run, rows: readonly BilledRow[]): Promise<void> {
  for (const chunk of chunksByHours(rows)) {
    const priceable = chunk.filter((row) => {
      const reason = whyNotBilled(run.question, row);
      if (reason !== null) run.sums.leaveOut(row.session.reference, reason);
      return reason === null;
    });
    const inputs = await readInputs(tx, run, priceable);
    for (const row of priceable) {
      const found = inputs.get(row.sessionId) ?? "no_readings";
      if (typeof found === "string") run.sums.leaveOut(row.session.reference, found);
      else repriceOne(run, row, found);
    }
  }
}

function* chunksByHours(rows: readonly BilledRow[]): Generator<BilledRow[], void> {
  let chunk: BilledRow[] = [];
  let hours = 0;
  for (const row of rows) {
    hours += (row.endedAt.getTime() - row.startedAt.getTime()) / HOUR_MS;
    chunk.push(row);
    if (hours < READINGS_HOURS) continue;
    yield chunk;
    chunk = [];
    hours = 0;
  }
  if (chunk.length > 0) yield chunk;
}

function whyNotBilled({ currency, side }: WhatIfQuestion, row: BilledRow): Unpriced | null {
  if (row.currency !== currency) return "other_currency";
  return side === "WHOLESALE" && row.wholesaleNetMinor === null ? "no_wholesale_price" : null;
}

type Inputs = ReadonlyMap<string, PricingInput | Unpriced>;

/** The facts of the sessions. One frozen tariff that can not be read must not take the others with it (REL-90). */
async function readInputs(tx: Tx, run: Run, rows: readonly BilledRow[]): Promise<Inputs> {
  const questions = rows.map((row) => questionOf(run, row));
  try {
    return await findPricingInputs(tx, questions);
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    const inputs = new Map<string, PricingInput | Unpriced>();
    for (const question of questions) inputs.set(question.session.id, await readOne(tx, question));
    return inputs;
  }
}

async function readOne(tx: Tx, question: PriceQuestion): Promise<PricingInput | Unpriced> {
  try {
    return (await findPricingInputs(tx, [question])).get(question.session.id) ?? "no_readings";
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    return "tariff_unreadable";
  }
}

const isUnreadable = (error: unknown): boolean => (error as Error).name === "ZodError";

function questionOf({ question, sellers }: Run, row: BilledRow): PriceQuestion {
  return {
    session: row.session,
    until: row.endedAt,
    zeroEnergyWh: sellers.get(row.cpoId)?.zeroEnergyWh ?? 0,
    tariffHash: hashOf(question, row),
  };
}

/** The version that made the price of this side. */
function hashOf({ side }: WhatIfQuestion, { wholesaleHash, tariffHash }: BilledRow): string {
  return side === "WHOLESALE" ? (wholesaleHash ?? tariffHash) : tariffHash;
}

function repriceOne(run: Run, row: BilledRow, input: PricingInput): void {
  const { session } = row;
  const tariff = draftFor(run, row.cpoId, input.tariff, hashOf(run.question, row));
  const isWholesale = run.question.side === "WHOLESALE";
  compare(run, {
    id: session.id,
    reference: session.reference,
    isImported: false,
    startedAt: row.startedAt,
    code: session.evse.tariffCode ?? session.evse.station.tariffCode,
    location: session.evse.location.name,
    input: { ...input, tariff },
    now: isWholesale
      ? { netMinor: row.wholesaleNetMinor ?? 0, grossMinor: row.wholesaleGrossMinor ?? 0 }
      : { netMinor: row.netMinor, grossMinor: row.grossMinor },
  });
}

/** The tariff of the draft for one seller; made once, for compiled tariffs are kept by object. */
function draftFor(run: Run, cpoId: string, own: Tariff, ownHash: string): Tariff {
  const { draft } = run.question;
  const key = draft.kind === "TARIFF" ? cpoId : ownHash;
  const known = run.tariffs.get(key);
  if (known) return known;
  const seller = run.sellers.get(cpoId);
  const levels = {
    contractPercent: seller?.contractVatPercent ?? null,
    cpoPercent: seller?.cpoVatPercent ?? null,
  };
  const made = draft.kind === "TARIFF" ? withVat(draft.tariff, levels) : scaleTariff(own, draft.factor);
  run.tariffs.set(key, made);
  return made;
}

async function repriceImported(_tx: Tx, run: Run, rows: readonly ImportedRow[]): Promise<void> {
  for (const [i, row] of rows.entries()) {
    if (i % BREATH_EVERY === BREATH_EVERY - 1) await breathe();
    const { draft, currency } = run.question;
    const now = amountsOf(run, row);
    if (row.currency !== currency) run.sums.leaveOut(row.externalId, "other_currency");
    else if (draft.kind === "OWN") run.sums.leaveOut(row.externalId, "own_price_unknown");
    else if (now === null) run.sums.leaveOut(row.externalId, "amount_unknown");
    else {
      const tariff = draftFor(run, row.cpoId, draft.tariff, "");
      const { tariffId, location } = row.content;
      compare(run, {
        id: row.id,
        reference: row.externalId,
        isImported: true,
        startedAt: row.startedAt,
        code: tariffId,
        location,
        input: pricingInputOf(row, tariff, run.sellers.get(row.cpoId)?.zeroEnergyWh ?? 0),
        now,
      });
    }
  }
}

/** Both sides of tax; the one that the file did not tell follows from the seller's rate. */
function amountsOf({ sellers }: Run, { cpoId, netMinor, grossMinor }: ImportedRow): Amounts | null {
  const seller = sellers.get(cpoId);
  const rate = seller?.contractVatPercent ?? seller?.cpoVatPercent ?? null;
  if (netMinor !== null) return { netMinor, grossMinor: grossMinor ?? otherSide(netMinor, rate, "NET") };
  return grossMinor === null ? null : { netMinor: otherSide(grossMinor, rate, "GROSS"), grossMinor };
}

interface Comparison {
  readonly id: string;
  readonly reference: string;
  readonly isImported: boolean;
  readonly startedAt: Date;
  readonly code: string | null;
  readonly location: string | null;
  readonly input: PricingInput;
  readonly now: Amounts;
}

function compare(run: Run, { input, ...session }: Comparison): void {
  const priced = tryPrice(input);
  if (priced === null) run.sums.leaveOut(session.reference, "price_failed");
  else if (priced.currency !== run.question.currency) run.sums.leaveOut(session.reference, "other_currency");
  else run.sums.add({ ...session, draft: priced.total, warnings: priced.warnings });
}

/** The engine refuses sessions beyond 31 days and amounts beyond exact integers. */
function tryPrice(input: PricingInput): PricedSession | null {
  try {
    return priceSession(input);
  } catch (error) {
    if (error instanceof AppError && error.kind === "validation") return null;
    throw error;
  }
}
