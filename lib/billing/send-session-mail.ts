import type { Context } from "@/lib/db/context";
import { env } from "@/lib/env";
import { mailText } from "@/lib/i18n/mail-text";
import type { PlaceView, SellerView } from "@/lib/sessions/driver-view.model";
import { openTokens } from "@/lib/sessions/tokens";
import { markEmailSent } from "./billing.store";
import { readPdf } from "./get-receipt";
import { sendMail } from "./mail";

/**
 * Sends what a driver has asked for: the receipt with its PDF when it is there, else the link to the running session. Marked
 * as sent only after it was; a crash between may send twice, never zero times.
 */
export async function sendSessionMails(
  context: Context,
  input: { readonly clientId: string; readonly sessionId: string },
): Promise<void> {
  const found = await context.db.withClient(input.clientId, async (tx) => {
    const session = await tx.chargingSession.findUnique({
      where: { id: input.sessionId },
      include: { receipts: true },
    });
    const requests = await tx.emailRequest.findMany({
      where: { sessionId: input.sessionId, addressCipher: { not: null }, receiptSentAt: null },
      orderBy: { createdAt: "asc" },
    });
    return session ? { session, requests } : null;
  });
  if (!found) return;
  const { session, requests } = found;
  const receipt = session.receipts.find((candidate) => candidate.kind !== "CREDIT_NOTE");
  const tokens = openTokens(context, session.tokensCipher);
  for (const request of requests) {
    if (!request.addressCipher || (!receipt && request.linkSentAt)) continue;
    const pdf = receipt ? await readPdf(context, input.clientId, receipt.id) : null;
    const seller = session.seller as unknown as SellerView;
    const place = session.place as unknown as PlaceView;
    const atTerminal = session.channel === "OCPI_TERMINAL";
    const text = mailText(session.locale, receipt ? "receipt" : atTerminal ? "view" : "link", {
      seller: seller.name,
      supportPhone: seller.supportPhone,
      evseLabel: place.evseLabel,
      place: `${place.street}, ${place.city}`,
      reference: session.reference,
      number: receipt?.number ?? "",
      url: receipt
        ? `${env().PUBLIC_URL}/r/${tokens.receipt}`
        : `${env().PUBLIC_URL}/s/${atTerminal ? tokens.view : tokens.control}`,
    });
    await sendMail(context, {
      to: context.secrets.open(request.addressCipher),
      ...text,
      attachments: pdf ? [{ fileName: pdf.fileName, bytes: pdf.bytes }] : [],
    });
    await context.db.withClient(input.clientId, (tx) =>
      markEmailSent(tx, request.id, receipt ? "receiptSentAt" : "linkSentAt", context.clock.now()),
    );
  }
}
