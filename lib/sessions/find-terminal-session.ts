import type { Context } from "@/lib/db/context";
import { takeRate } from "@/lib/tenants/take-rate";
import { networkPart } from "./open-checkout";
import { findByCard, findByDriverCode } from "./terminal-look-up.queries";
import {
  type CardSearch,
  LOOK_UP_DAYS,
  readCardSearch,
  readDriverCode,
  widerNetwork,
} from "./terminal-look-up.rules";
import { openTokens } from "./tokens";

export type LookUpRefusal = "wrong" | "too_many";

export type TerminalSessionResult =
  | { readonly kind: "found"; readonly viewToken: string }
  | { readonly kind: "refused"; readonly reason: LookUpRefusal };

/** A receipt that a search has found; the link to it gives neither control nor mails. */
export interface FoundReceipt {
  readonly receiptToken: string;
  readonly evseLabel: string;
  readonly startedAt: Date | null;
  readonly timeZone: string;
}

export type TerminalReceiptResult =
  | { readonly kind: "found"; readonly receipts: readonly FoundReceipt[] }
  /** Several fit; the label of the charger tells them apart. */
  | { readonly kind: "several" }
  | { readonly kind: "refused"; readonly reason: LookUpRefusal };

/** Wrong tries per hour, by address and by the network around it (SEC-22). */
const TRIES = 10;
const TRIES_OF_NETWORK = 100;
const WINDOW_S = 3_600;

/** Receipts of one card, one day and one charger that are listed. */
const LISTED_MAX = 10;

/**
 * Opens a session that a payment terminal started by the code which the terminal shows or prints: a view of the live page and
 * the receipt, never the stop. The code has 40 bits; what it lacks to 50 is made up by limits on wrong tries and by its end
 * after 30 days (SEC-22). Unknown, foreign, expired and malformed codes get one answer, from the same statements (SEC-12).
 */
export async function findTerminalSession(
  context: Context,
  input: { readonly code: string; readonly network: string },
): Promise<TerminalSessionResult> {
  const tries = await takeTry(context, input.network);
  if (!tries.allowed) return { kind: "refused", reason: "too_many" };
  const reference = readDriverCode(input.code) ?? "";
  const session = await context.db.withSystem((tx) => findByDriverCode(tx, reference, oldest(context)));
  if (!session) return { kind: "refused", reason: "wrong" };
  await tries.giveBack();
  return { kind: "found", viewToken: openTokens(context, session.tokensCipher).view };
}

/**
 * Finds the receipts of a card that was held to a terminal, by the day and the last four digits, where the code is lost
 * (UX-47). Only sessions that have a receipt and are at most 30 days old; several places want the charger's label.
 */
export async function findTerminalReceipts(
  context: Context,
  input: CardSearch & { readonly network: string },
): Promise<TerminalReceiptResult> {
  const tries = await takeTry(context, input.network);
  if (!tries.allowed) return { kind: "refused", reason: "too_many" };
  const search = readCardSearch(input) ?? { date: "1970-01-01", last4: "", place: "" };
  const found = await context.db.withSystem((tx) => findByCard(tx, search, oldest(context)));
  if (found.length === 0) return { kind: "refused", reason: "wrong" };
  if (found.length > 1 && search.place.trim() === "") return { kind: "several" };
  await tries.giveBack();
  const receipts = found.slice(0, LISTED_MAX).map(({ tokensCipher, place, startedAt, timeZone }) => ({
    receiptToken: openTokens(context, tokensCipher).receipt,
    evseLabel: place.evseLabel,
    startedAt,
    timeZone,
  }));
  return { kind: "found", receipts };
}

const oldest = (context: Context): Date =>
  new Date(context.clock.now().getTime() - LOOK_UP_DAYS * 86_400_000);

/** Takes a try before anything is looked up. A right one is given back: many drivers share the address of a mobile network. */
async function takeTry(context: Context, network: string) {
  const { secrets } = context;
  const limits = [
    { key: `terminal-find:${secrets.pseudonym(networkPart(network))}`, limit: TRIES, windowS: WINDOW_S },
    {
      key: `terminal-find-wide:${secrets.pseudonym(widerNetwork(network))}`,
      limit: TRIES_OF_NETWORK,
      windowS: WINDOW_S,
    },
  ];
  const answers = [];
  for (const limit of limits) answers.push(await takeRate(context, limit));
  return {
    allowed: answers.every(({ allowed }) => allowed),
    giveBack: async () => {
      for (const limit of limits) await takeRate(context, { ...limit, uses: -1 });
    },
  };
}
