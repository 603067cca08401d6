import { failureText, reservedText } from "../failure-text.rules";
import { HoldChoice, PayForm, type ReadyView } from "../parts/hold-form";
import { Notice } from "../parts/notice";
import { PlaceHeader } from "../parts/place-header";
import { PriceBlock } from "../parts/price-block";
import type { Ui } from "../ui";

/** Why a payment could not be opened; the words are `checkout.*` in the catalogues. */
export const CHECKOUT_PROBLEMS = [
  "quote_unknown",
  "quote_expired",
  "too_many",
  "offline",
  "faulted",
  "occupied",
  "reserved",
  "maintenance",
  "not_plugged",
  "payments_down",
] as const;
export type CheckoutProblem = (typeof CHECKOUT_PROBLEMS)[number];

interface ScanPageProps {
  readonly ui: Ui;
  readonly view: ReadyView;
  /** Why the payment could not be opened a moment ago. */
  readonly problem: CheckoutProblem | null;
}

/** Price and pay: everything that must be known before, on one page, and one button (UX-2, UX-8, UX-9, LAW-29, LAW-38). */
export function ScanPage({ ui, view, problem }: ScanPageProps) {
  const { t } = ui;
  return (
    <>
      <PlaceHeader ui={ui} place={view.place} />
      {problem ? (
        <Notice tone="bad" urgent>
          <p>{t(`checkout.${problem}`)}</p>
        </Notice>
      ) : null}
      {view.lastFailure && !problem ? (
        <Notice tone="bad" urgent>
          <p>
            <b>{failureText(t, view.lastFailure.failureCode, view.lastFailure.reason)}</b>
          </p>
          <p>
            {reservedText(t, view.lastFailure.failureCode, view.lastFailure.reason)} {t("failure.other_card")}
          </p>
        </Notice>
      ) : null}
      <ReadyNotice ui={ui} view={view} />
      <div className="card">
        <PriceBlock ui={ui} price={view.price} />
      </div>
      <p className="s m">{t("place.check", { label: view.place.evseLabel })}</p>
      {view.price.isFree ? null : <HoldChoice ui={ui} view={view} />}
      <section className="card" aria-labelledby="next-title">
        <h2 id="next-title">{t("scan.next")}</h2>
        <ol className="next">
          {view.price.isFree ? null : <li>{t("scan.next_pay")}</li>}
          {view.plugged ? null : <li>{t("scan.next_plug", { minutes: view.plugWindowMinutes })}</li>}
          <li>{t("scan.next_start")}</li>
          <li>{t("scan.next_stop")}</li>
        </ol>
      </section>
      {view.price.isFree ? null : (
        <div className="tight s m">
          <p>{t("hold.methods")}</p>
          <p>
            {t("hold.pay_to", { seller: view.seller.legalName })} {t("hold.request_now")}{" "}
            {t("hold.prepaid_hint")}
          </p>
        </div>
      )}
      <PayForm ui={ui} view={view} />
    </>
  );
}

/** The state of the charger in one sentence, and in which order to plug and pay (UX-11). */
function ReadyNotice({ ui, view }: { readonly ui: Ui; readonly view: ReadyView }) {
  const { t } = ui;
  if (!view.payEnabled) {
    return (
      <Notice tone="wait" icon="plug">
        <p>
          <b>{t("scan.waiting_plug")}</b>
        </p>
      </Notice>
    );
  }
  const plugFirst = view.state === "READY_PLUG_FIRST";
  return (
    <Notice tone="ok" icon={view.plugged ? "check" : "plug"}>
      <p>
        <b>
          {t(view.plugged ? "scan.plugged" : plugFirst ? "scan.ready_plug_first" : "scan.ready_pay_first")}
        </b>
      </p>
      {view.statusUnknown ? <p className="s">{t("scan.status_unknown")}</p> : null}
    </Notice>
  );
}
