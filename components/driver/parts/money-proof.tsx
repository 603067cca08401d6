import { paymentMeansText } from "@/lib/i18n/payment-means";
import type { PlaceView, SellerView } from "@/lib/sessions/driver-view.model";
import type { Ui } from "../ui";

/** The way of the money, from the ledger; the live page's view and the receipt's document both have this shape. */
export interface ProofMoney {
  readonly currency: string;
  readonly reservedMinor: number;
  readonly reservedAt: Date | null;
  readonly chargedMinor: number;
  readonly chargedAt: Date | null;
  readonly releasedMinor: number;
  readonly releaseSentAt: Date | null;
  readonly releaseConfirmedAt?: Date | null;
  readonly refundedMinor?: number;
  readonly refundedAt?: Date | null;
  readonly prepaid: boolean;
  readonly pspPaymentId: string | null;
  readonly cardBrand: string | null;
  readonly cardLast4: string | null;
  readonly wallet: string | null;
}

interface ProofProps {
  readonly ui: Ui;
  readonly money: ProofMoney;
  readonly seller: SellerView;
  readonly timeZone: PlaceView["timeZone"];
}

/** Reserved, charged, released, each with its moment, and a text for the bank that can be copied (UX-24). */
export function MoneyProof({ ui, money, seller, timeZone }: ProofProps) {
  const { t, f } = ui;
  const { currency } = money;
  const at = (when: Date | null | undefined) => (when ? f.exactDateTime(when, timeZone) : null);
  const means = paymentMeansText(t, money);
  const sent = at(money.releaseSentAt);
  const released = sent
    ? t("proof.sent_at", { time: sent })
    : money.releasedMinor > 0
      ? t("proof.pending")
      : null;
  return (
    <section className="card stack" aria-labelledby="proof-title">
      <h2 id="proof-title">{t("proof.title")}</h2>
      <dl className="proof">
        <Entry
          name={t(money.prepaid ? "proof.paid_at_once" : "proof.reserved")}
          when={at(money.reservedAt)}
          amount={f.money(money.reservedMinor, currency)}
        />
        <Entry
          name={t("proof.charged")}
          when={at(money.chargedAt)}
          amount={f.money(money.chargedMinor, currency)}
        />
        <Entry
          name={t(money.prepaid ? "proof.refunded" : "proof.released")}
          when={released}
          amount={f.money(money.releasedMinor, currency)}
        />
        {money.refundedMinor && !money.prepaid ? (
          <Entry
            name={t("proof.refunded")}
            when={at(money.refundedAt)}
            amount={f.money(money.refundedMinor, currency)}
          />
        ) : null}
      </dl>
      {money.prepaid ? <p className="s m">{t("proof.prepaid")}</p> : null}
      <p className="s m">
        {means ? `${means}. ` : ""}
        {money.pspPaymentId ? t("proof.reference", { id: money.pspPaymentId }) : ""}
      </p>
      {sent && money.pspPaymentId && money.releasedMinor > 0 ? (
        <BankText ui={ui} money={money} seller={seller} timeZone={timeZone} />
      ) : null}
    </section>
  );
}

function Entry({
  name,
  when,
  amount,
}: {
  readonly name: string;
  readonly when: string | null;
  readonly amount: string;
}) {
  return (
    <>
      <dt>
        {name}
        {when ? <small>{when}</small> : null}
      </dt>
      <dd>{amount}</dd>
    </>
  );
}

function BankText({ ui, money, seller, timeZone }: ProofProps) {
  const { t, f } = ui;
  const { currency } = money;
  const at = (when: Date | null) => (when ? f.exactDateTime(when, timeZone) : "–");
  return (
    <div className="stack">
      <p className="s m">{t("proof.bank_note")}</p>
      <h3 className="s">{t("proof.bank_title")}</h3>
      <p className="bank" id="bank-text">
        {t("proof.bank_text", {
          reserved: f.money(money.reservedMinor, currency),
          reservedAt: at(money.reservedAt),
          charged: f.money(money.chargedMinor, currency),
          released: f.money(money.releasedMinor, currency),
          releasedAt: at(money.releaseSentAt),
          id: money.pspPaymentId ?? "–",
          seller: seller.legalName,
        })}
      </p>
      <button className="btn js inline" type="button" data-copy="bank-text">
        {t("frame.copy")}
      </button>
    </div>
  );
}
