import { type ReceiptDocument, type ReceiptView, titleKey } from "@/lib/billing/receipt-pdf/document.model";
import { paymentMeansText } from "@/lib/i18n/payment-means";
import { Icon } from "../icons";
import { MoneyProof } from "../parts/money-proof";
import { Notice } from "../parts/notice";
import { ReceiptLines, TaxTable } from "../parts/receipt-tables";
import { SignedData } from "../parts/signed-data";
import type { Ui } from "../ui";

interface ReceiptPageProps {
  readonly ui: Ui;
  readonly view: ReceiptView;
  /** Address of the receipt; its files stand below it. */
  readonly path: string;
}

/** Amount first, then reserved – charged – released, then the lines, VAT and facts, then the PDF (UX-24, UX-46, LAW-37, LAW-48). */
export function ReceiptPage({ ui, view, path }: ReceiptPageProps) {
  const { t, f } = ui;
  const { document, refunds, signedData } = view;
  const { currency, timeZone } = document;
  return (
    <>
      <div className="state">
        <h1>{t(titleKey(document))}</h1>
        <p className="m">
          {t("receipt.number", { number: document.number })} ·{" "}
          {t("receipt.issued", { time: f.dateTime(document.issuedAt, timeZone) })}
        </p>
        {document.corrects ? <p>{t("receipt.corrects", { number: document.corrects })}</p> : null}
        {document.correctionReason ? (
          <p>{t("receipt.reason", { reason: document.correctionReason })}</p>
        ) : null}
      </div>
      {refunds.map(({ minor, at, reason }) => (
        <Notice key={`${at.getTime()}-${minor}`} tone="ok">
          <p>
            <b>
              {t("receipt.refund_note", { amount: f.money(minor, currency), time: f.dateTime(at, timeZone) })}
            </b>
          </p>
          {reason ? <p>{t("receipt.reason", { reason })}</p> : null}
        </Notice>
      ))}
      <AmountPaid ui={ui} document={document} />
      <ByProvider ui={ui} document={document} />
      {document.kind === "CREDIT_NOTE" || document.provider ? null : (
        <MoneyProof
          ui={ui}
          money={{ ...document.money, currency }}
          seller={document.seller}
          timeZone={timeZone}
        />
      )}
      {document.lines.length > 0 ? (
        <section className="card stack" aria-labelledby="lines-title">
          <h2 id="lines-title">{t("receipt.lines")}</h2>
          <ReceiptLines ui={ui} document={document} />
          <TaxTable ui={ui} document={document} />
        </section>
      ) : null}
      <Facts ui={ui} document={document} />
      {signedData ? <SignedData ui={ui} path={`${path}/signed`} publicKey={signedData.publicKey} /> : null}
      <div className="act">
        <a className="btn go" href={`${path}/pdf`} download>
          <Icon name="document" /> {t("receipt.pdf")}
        </a>
      </div>
    </>
  );
}

interface DocumentProps {
  readonly ui: Ui;
  readonly document: ReceiptDocument;
}

function AmountPaid({ ui, document }: DocumentProps) {
  const { t, f } = ui;
  const { kind, currency, money, charging, total } = document;
  const minor = kind === "CREDIT_NOTE" ? Math.abs(total.grossMinor) : money.chargedMinor;
  const label =
    kind === "CREDIT_NOTE" ? t("receipt.returned") : minor === 0 ? t("receipt.nothing") : t("receipt.paid");
  return (
    <div className="card sum">
      <span className="m">{label}</span>
      <b>{f.money(minor, currency)}</b>
      {charging ? <span className="m">{f.energy(charging.energyWh, 3)}</span> : null}
    </div>
  );
}

/** Who took the payment at a terminal, and what the terminal printed. */
function ByProvider({ ui: { t }, document }: DocumentProps) {
  const { provider, eftLines, kind } = document;
  if (!provider) return null;
  const { name, issuesInvoice } = provider;
  return (
    <section className="card stack">
      <p>{t(kind === "RECEIPT" ? "receipt.by_provider" : "receipt.provider_returns", { provider: name })}</p>
      {issuesInvoice ? <p>{t("receipt.no_invoice", { provider: name })}</p> : null}
      {eftLines.length > 0 ? (
        <>
          <h2>{t("receipt.eft_title")}</h2>
          {eftLines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: printed lines may repeat
            <p key={index} className="s m">
              {line}
            </p>
          ))}
        </>
      ) : null}
    </section>
  );
}

function Facts({ ui, document }: DocumentProps) {
  const { t, f } = ui;
  const { place, charging, timeZone, money } = document;
  const means = paymentMeansText(t, money);
  return (
    <section className="card" aria-labelledby="facts-title">
      <h2 id="facts-title">{t("receipt.place")}</h2>
      <dl className="facts">
        <Fact
          name={t("receipt.charger")}
          text={`${place.evseLabel}, ${place.street}, ${place.postalCode} ${place.city}`}
        />
        <Fact name={t("receipt.evse_id")} text={place.evseId} />
        {charging ? (
          <>
            <Fact name={t("receipt.start")} text={f.exactDateTime(charging.startedAt, timeZone)} />
            <Fact name={t("receipt.end")} text={f.exactDateTime(charging.endedAt, timeZone)} />
            <Fact name={t("receipt.meter_start")} text={f.energy(charging.meterStartWh, 3)} />
            <Fact name={t("receipt.meter_end")} text={f.energy(charging.meterEndWh, 3)} />
            <Fact name={t("receipt.energy")} text={f.energy(charging.energyWh, 3)} />
          </>
        ) : null}
        {means ? <Fact name={t("receipt.payment")} text={means} /> : null}
      </dl>
      <p className="s m">{t("receipt.supply")}</p>
    </section>
  );
}

function Fact({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </>
  );
}
