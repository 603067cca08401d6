import { type Formatter, formatterFor } from "@/lib/i18n/format";
import { paymentMeansText } from "@/lib/i18n/payment-means";
import { type Translator, translatorFor } from "@/lib/i18n/translate";
import type { Block } from "./blocks.model";
import {
  type ReceiptDocument,
  type ReceiptLine,
  type SignedDataLink,
  TRANSPARENCY_SOFTWARE,
  titleKey,
} from "./document.model";

interface Words {
  readonly t: Translator;
  readonly f: Formatter;
}

/**
 * The content of a receipt in reading order: who, amount, way of the money, lines, VAT, facts, seller, proof of the
 * measurement (LAW-31, LAW-48, UX-24, UX-46). `signedData` is null where the meter signed nothing.
 */
export function receiptBlocks(document: ReceiptDocument, signedData: SignedDataLink | null = null): Block[] {
  const words: Words = { t: translatorFor(document.locale), f: formatterFor(document.locale) };
  return [
    ...heading(words, document),
    amount(words, document),
    ...(document.provider ? providerBlocks(words, document) : []),
    ...(document.kind === "CREDIT_NOTE" || document.provider ? [] : moneyBlocks(words, document)),
    ...lineBlocks(words, document),
    ...factBlocks(words, document),
    ...sellerBlocks(words, document),
    ...(signedData ? signedBlocks(words, signedData) : []),
  ];
}

function heading({ t, f }: Words, document: ReceiptDocument): Block[] {
  const { seller, number, issuedAt, timeZone, reference, corrects, correctionReason } = document;
  const test = seller.mode === "TEST" ? ` – ${t("frame.test_mode")}` : "";
  const lines = [
    `${t("receipt.number", { number })} · ${t("receipt.issued", { time: f.exactDateTime(issuedAt, timeZone) })}`,
    t("session.reference", { reference }),
    ...(corrects === null ? [] : [t("receipt.corrects", { number: corrects })]),
    ...(correctionReason === null ? [] : [t("receipt.reason", { reason: correctionReason })]),
  ];
  return [
    { kind: "paragraph", text: seller.legalName },
    { kind: "title", text: `${t(titleKey(document))}${test}` },
    ...lines.map((text): Block => ({ kind: "paragraph", text, muted: true })),
  ];
}

function amount({ t, f }: Words, { kind, currency, money, total }: ReceiptDocument): Block {
  const minor = kind === "CREDIT_NOTE" ? Math.abs(total.grossMinor) : money.chargedMinor;
  const label =
    kind === "CREDIT_NOTE" ? "receipt.returned" : minor === 0 ? "receipt.nothing" : "receipt.paid";
  return { kind: "amount", label: t(label), text: f.money(minor, currency) };
}

function moneyBlocks({ t, f }: Words, { money, currency, timeZone }: ReceiptDocument): Block[] {
  const row = (name: string, minor: number, at: Date | null, words?: "proof.sent_at"): [string, string] => {
    const time = at === null ? "" : f.exactDateTime(at, timeZone);
    const when = time === "" ? "" : words ? ` – ${t(words, { time })}` : ` – ${time}`;
    return [`${name}${when}`, f.money(minor, currency)];
  };
  const paidBy = paymentMeansText(t, money);
  return [
    { kind: "heading", text: t("proof.title") },
    {
      kind: "facts",
      rows: [
        row(
          t(money.prepaid ? "proof.paid_at_once" : "proof.reserved"),
          money.reservedMinor,
          money.reservedAt,
        ),
        row(t("proof.charged"), money.chargedMinor, money.chargedAt),
        row(
          t(money.prepaid ? "proof.refunded" : "proof.released"),
          money.releasedMinor,
          money.releaseSentAt,
          "proof.sent_at",
        ),
        ...(paidBy ? [[t("receipt.payment"), paidBy] as const] : []),
      ],
    },
    ...(money.pspPaymentId
      ? [{ kind: "paragraph", text: t("proof.reference", { id: money.pspPaymentId }), muted: true } as const]
      : []),
    ...(money.prepaid ? [{ kind: "paragraph", text: t("proof.prepaid"), muted: true } as const] : []),
  ];
}

/** Who took the payment at the terminal, and what it printed (facts of OCPI payments). */
function providerBlocks({ t }: Words, { kind, provider, eftLines }: ReceiptDocument): Block[] {
  if (!provider) return [];
  const name = provider.name;
  return [
    {
      kind: "paragraph",
      text: t(kind === "RECEIPT" ? "receipt.by_provider" : "receipt.provider_returns", { provider: name }),
    },
    ...(provider.issuesInvoice
      ? [{ kind: "paragraph", text: t("receipt.no_invoice", { provider: name }) } as const]
      : []),
    ...(eftLines.length > 0 ? [{ kind: "heading", text: t("receipt.eft_title") } as const] : []),
    ...eftLines.map((text): Block => ({ kind: "paragraph", text, muted: true })),
  ];
}

function lineBlocks(words: Words, document: ReceiptDocument): Block[] {
  const { t, f } = words;
  const { lines, taxLines, total, currency, writtenOffMinor } = document;
  if (lines.length === 0) return [];
  const inOrder = [...lines].sort((a, b) => a.order - b.order);
  const rows = inOrder.map((line) => lineRow(words, line, currency));
  if (writtenOffMinor > 0) rows.push([t("receipt.written_off"), "", "", f.money(-writtenOffMinor, currency)]);
  return [
    { kind: "heading", text: t("receipt.lines") },
    {
      kind: "table",
      head: [t("receipt.line"), t("receipt.quantity"), t("receipt.unit_price"), t("receipt.amount")],
      rows,
      foot: [t("receipt.total"), "", "", f.money(total.grossMinor, currency)],
      widths: [0.4, 0.2, 0.2, 0.2],
    },
    { kind: "heading", text: t("receipt.vat_title") },
    {
      kind: "table",
      head: [t("receipt.vat_rate"), t("receipt.net"), t("receipt.vat"), t("receipt.gross")],
      rows: taxLines.map(({ percent, netMinor, taxMinor, grossMinor }) => [
        percent === null ? "–" : f.percent(percent),
        ...[netMinor, taxMinor, grossMinor].map((minor) => f.money(minor, currency)),
      ]),
      foot: null,
      widths: [0.4, 0.2, 0.2, 0.2],
    },
  ];
}

function lineRow({ t, f }: Words, line: ReceiptLine, currency: string): string[] {
  const name = t.has(line.labelKey) ? t(line.labelKey) : t("price.adjustment");
  const quantity =
    line.unit === "session"
      ? t("receipt.unit_session", { count: Number(line.quantity) })
      : `${f.number(line.quantity)} ${line.unit}`;
  const price = line.unitPriceGross === null ? "" : f.unitPrice(line.unitPriceGross, currency);
  const note = line.idlePrecisionS ? `. ${t("price.idle_precision", { seconds: line.idlePrecisionS })}` : "";
  return [`${name}${note}`, quantity, price, f.money(line.grossMinor, currency)];
}

function factBlocks({ t, f }: Words, { place, charging, timeZone }: ReceiptDocument): Block[] {
  const rows: [string, string][] = [
    [
      t("receipt.charger"),
      `${place.evseLabel}, ${place.street}, ${place.postalCode} ${place.city} (${place.country})`,
    ],
    [t("receipt.evse_id"), place.evseId],
  ];
  if (charging !== null) {
    rows.push(
      [t("receipt.start"), f.exactDateTime(charging.startedAt, timeZone)],
      [t("receipt.end"), f.exactDateTime(charging.endedAt, timeZone)],
      [t("receipt.meter_start"), f.energy(charging.meterStartWh, 3)],
      [t("receipt.meter_end"), f.energy(charging.meterEndWh, 3)],
      [t("receipt.energy"), f.energy(charging.energyWh, 3)],
    );
  }
  return [
    { kind: "heading", text: t("receipt.place") },
    { kind: "facts", rows },
    { kind: "paragraph", text: t("receipt.supply"), muted: true },
  ];
}

/** The same words as on the receipt's page. */
function signedBlocks({ t }: Words, { url, publicKey }: SignedDataLink): Block[] {
  return [
    { kind: "heading", text: t("receipt.signed_title") },
    { kind: "paragraph", text: t("receipt.signed_text") },
    { kind: "link", text: t("receipt.signed_file"), url },
    { kind: "link", text: t("receipt.signed_software"), url: TRANSPARENCY_SOFTWARE },
    ...(publicKey === null
      ? []
      : [{ kind: "paragraph", text: `${t("receipt.signed_key")}: ${publicKey}`, muted: true } as const]),
  ];
}

function sellerBlocks({ t }: Words, { seller }: ReceiptDocument): Block[] {
  const address = `${seller.legalName}, ${seller.street}, ${seller.postalCode} ${seller.city} (${seller.country})`;
  const registration =
    seller.registrationNumber === null
      ? ""
      : ` · ${t("frame.registration", { number: seller.registrationNumber })}`;
  return [
    { kind: "heading", text: t("frame.seller") },
    { kind: "paragraph", text: address },
    { kind: "paragraph", text: `${t("frame.vat_id", { id: seller.vatId })}${registration}` },
    {
      kind: "paragraph",
      text: `${seller.supportPhone} · ${seller.supportEmail} · ${seller.supportHours}`,
      muted: true,
    },
  ];
}
