import { localTime } from "@/lib/core/time";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { emit, PRIORITY } from "@/lib/db/emit";
import { isUniqueViolation } from "@/lib/db/retry.rules";
import { parseTariff } from "@/lib/pricing/parse-tariff";
import type { PricedSession } from "@/lib/pricing/pricing.model";
import type { PlaceView, SellerView } from "@/lib/sessions/driver-view.model";
import type { Charge } from "./billing.rules";
import { insertReceipt, nextReceiptNumber } from "./billing.store";
import { type DocumentInput, receiptDocument } from "./receipt-document.rules";
import type { ReceiptDocument } from "./receipt-pdf/document.model";

/** A document is ready; mails that wait for it may go out. */
export const RECEIPT_ISSUED = "billing.receipt_issued";

/**
 * Issues the document that a session's payment calls for: a receipt with the next number once the money is taken (REL-24), a
 * confirmation once the hold is on its way back. Repeats do nothing. A failed start gets its proof too.
 */
export async function issueReceipt(
  context: Context,
  input: { readonly clientId: string; readonly paymentId: string },
): Promise<void> {
  try {
    await context.db.withClient(input.clientId, (tx) => issue(tx, context, input.paymentId));
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
  }
}

async function issue(tx: Tx, context: Context, paymentId: string): Promise<void> {
  const payment = await tx.payment.findUnique({
    where: { id: paymentId },
    include: { session: { include: { cdrs: { where: { kind: "ORIGINAL" }, take: 1 } } } },
  });
  const session = payment?.session;
  if (!payment || !session) return;
  const cdr = session.cdrs[0] ?? null;
  const isCharged = payment.state === "CAPTURED" && cdr !== null;
  const isReturned = payment.state === "RELEASED" || (payment.prepaid && session.state === "CLOSED");
  if (!isCharged && !isReturned) return;
  const kind = isCharged ? "RECEIPT" : "RELEASE_NOTE";
  const known = await tx.receipt.findUnique({
    where: { sessionId_kind_subject: { sessionId: session.id, kind, subject: "" } },
    select: { id: true },
  });
  if (known) return;
  const cpo = await tx.cpo.findUniqueOrThrow({ where: { id: session.cpoId } });
  const version = await tx.tariffVersion.findUniqueOrThrow({
    where: { clientId_hash: { clientId: session.clientId, hash: session.tariffHash } },
  });
  const issuedAt = context.clock.now();
  const year = Number(localTime(session.timeZone, issuedAt).date.slice(0, 4));
  const number = isCharged
    ? await nextReceiptNumber(tx, cpo, year)
    : `${cpo.receiptPrefix}-${session.reference}`;
  const content = cdr?.content as unknown as { priced: PricedSession; charge: Charge } | undefined;
  const document: DocumentInput = {
    kind,
    number,
    issuedAt,
    session: {
      ...session,
      seller: session.seller as unknown as SellerView,
      place: session.place as unknown as PlaceView,
    },
    // A confirmation of a release names no price; it must not fail over a tariff that nobody can read (REL-90).
    tariff: isCharged ? parseTariff(version.hash, version.content) : null,
    priced: content?.priced ?? null,
    charge: content?.charge ?? null,
    payment,
  };
  await storeReceipt(tx, context, session, { kind, subject: "", document: receiptDocument(document) });
}

/** Stores a document and tells the page and the mails that wait for it, in the caller's transaction. */
export async function storeReceipt(
  tx: Tx,
  context: Context,
  session: {
    readonly id: string;
    readonly clientId: string;
    readonly cpoId: string;
    readonly locale: string;
  },
  {
    kind,
    subject,
    document,
  }: {
    readonly kind: ReceiptDocument["kind"];
    readonly subject: string;
    readonly document: ReceiptDocument;
  },
): Promise<void> {
  const receiptId = context.ids.next();
  await insertReceipt(tx, {
    id: receiptId,
    clientId: session.clientId,
    cpoId: session.cpoId,
    sessionId: session.id,
    kind,
    subject,
    number: document.number,
    locale: session.locale,
    content: JSON.parse(JSON.stringify(document)),
    createdAt: document.issuedAt,
  });
  await tx.$executeRaw`SELECT pg_notify('session_changed', ${session.id})`;
  await emit(
    tx,
    { type: RECEIPT_ISSUED, payload: { clientId: session.clientId, sessionId: session.id, receiptId } },
    { priority: PRIORITY.report },
  );
}
