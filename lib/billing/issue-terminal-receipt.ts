import { localTime } from "@/lib/core/time";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { isUniqueViolation } from "@/lib/db/retry.rules";
import { parseTariff } from "@/lib/pricing/parse-tariff";
import type { PricedSession } from "@/lib/pricing/pricing.model";
import type { PlaceView, SellerView } from "@/lib/sessions/driver-view.model";
import { type CdrRecord, nextReceiptNumber } from "./billing.store";
import { type CdrContent, providerTotalMinor } from "./cdr-row.rules";
import { storeReceipt } from "./issue-receipt";
import { receiptDocument } from "./receipt-document.rules";
import type { ReceiptDocument } from "./receipt-pdf/document.model";

/**
 * The document of a session that was paid at a terminal: over what the provider captures for its CDR, the wholesale price. A
 * credit CDR gives a credit note, a new CDR a new receipt. Where the provider issues the invoice itself, ours is a charging
 * statement, which is no invoice and takes no number of the seller's series. Nothing due: a confirmation. Repeats do nothing.
 */
export async function issueTerminalReceipt(
  context: Context,
  input: { readonly clientId: string; readonly cdrId: string },
): Promise<void> {
  try {
    await context.db.withClient(input.clientId, (tx) => issue(tx, context, input.cdrId));
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
  }
}

const WITH_SESSION = {
  session: {
    include: {
      subscription: { select: { name: true } },
      terminal: { select: { invoiceCreator: true } },
      receipts: { orderBy: { createdAt: "desc" } },
    },
  },
} as const;

async function issue(tx: Tx, context: Context, cdrId: string): Promise<void> {
  const cdr = await tx.cdr.findUnique({ where: { id: cdrId }, include: WITH_SESSION });
  if (cdr?.session.channel !== "OCPI_TERMINAL" || cdr.session.paymentId) return;
  const { session } = cdr;
  const kind = kindOf(cdr);
  const subject = cdr.kind === "ORIGINAL" ? "" : cdr.id;
  if (session.receipts.some((known) => known.kind === kind && known.subject === subject)) return;
  const issuesInvoice = session.terminal?.invoiceCreator === "PTP";
  const cpo = await tx.cpo.findUniqueOrThrow({ where: { id: session.cpoId } });
  const issuedAt = context.clock.now();
  const year = Number(localTime(session.timeZone, issuedAt).date.slice(0, 4));
  const mark = cdr.kind === "ORIGINAL" ? "" : cdr.number.slice(`CDR-${session.reference}`.length);
  const number =
    kind === "RELEASE_NOTE" || issuesInvoice
      ? `${cpo.receiptPrefix}-${session.reference}${mark}`
      : await nextReceiptNumber(tx, cpo, year);
  const corrected = cdr.kind === "CREDIT" ? session.receipts.find((known) => known.kind === "RECEIPT") : null;
  const document = receiptDocument({
    kind,
    number,
    issuedAt,
    session: {
      ...session,
      seller: session.seller as unknown as SellerView,
      place: session.place as unknown as PlaceView,
    },
    ...(await priceOf(tx, cdr)),
    payment: null,
    provider: { name: session.subscription?.name ?? "", issuesInvoice },
    ...(corrected ? { corrects: corrected.number } : {}),
    ...(cdr.kind === "CREDIT" && cdr.reason ? { correctionReason: cdr.reason } : {}),
  });
  await storeReceipt(tx, context, session, { kind, subject, document });
}

function kindOf(cdr: CdrRecord): ReceiptDocument["kind"] {
  if (cdr.kind === "CREDIT") return "CREDIT_NOTE";
  return providerTotalMinor(cdr) === 0 ? "RELEASE_NOTE" : "RECEIPT";
}

/** What the provider captures, line by line: the wholesale price where there is one. A credit says only its sums. */
async function priceOf(tx: Tx, cdr: CdrRecord) {
  const { priced, wholesale } = cdr.content as unknown as CdrContent;
  const shown = wholesale ?? priced;
  const hash = cdr.wholesaleHash ?? cdr.tariffHash;
  const version = await tx.tariffVersion.findUniqueOrThrow({
    where: { clientId_hash: { clientId: cdr.clientId, hash } },
  });
  const isCredit = cdr.kind === "CREDIT";
  const sums = <T extends PricedSession["total"]>(of: T): T =>
    isCredit ? { ...of, netMinor: -of.netMinor, taxMinor: -of.taxMinor, grossMinor: -of.grossMinor } : of;
  return {
    tariff: isCredit ? null : parseTariff(hash, version.content),
    priced: isCredit ? null : shown,
    charge: { ...sums(shown.total), taxLines: shown.taxLines.map(sums), writtenOffMinor: 0 },
  };
}
