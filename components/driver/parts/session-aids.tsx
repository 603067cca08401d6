import type { SessionView } from "@/lib/sessions/driver-view.model";
import { Icon } from "../icons";
import { link, type Ui } from "../ui";

interface AidProps {
  readonly ui: Ui;
  readonly view: SessionView;
  /** Path of the session's page, under which its forms are. */
  readonly base: string;
}

/** The six characters that find the session again after the page was lost (UX-28). */
export function RecoveryCode({ ui, view }: Pick<AidProps, "ui" | "view">) {
  const { t } = ui;
  if (!view.recoveryCode) return null;
  return (
    <section className="card tight" aria-labelledby="recovery-title">
      <h2 id="recovery-title">{t("code.title")}</h2>
      <p className="rec" id="recovery-code">
        {view.recoveryCode}
      </p>
      <p className="m s">{t("code.text")}</p>
    </section>
  );
}

export type EmailOutcome = "sent" | "invalid" | "limited";

/** One field, after paying, and only if the driver wants (UX-15, SEC-21). */
export function EmailForm({ ui, view, base, outcome }: AidProps & { readonly outcome: EmailOutcome | null }) {
  const { t } = ui;
  if (!view.mayReceive) return null;
  if (outcome === "sent" || view.emailsLeft <= 0) {
    return (
      <p className="note ok" role="status">
        <Icon name={outcome === "sent" ? "check" : "mail"} />
        <span>{t(outcome === "sent" ? "email.sent" : "email.limited")}</span>
      </p>
    );
  }
  return (
    <section className="card" aria-labelledby="email-title" id="email-box">
      <h2 id="email-title">{t("email.title")}</h2>
      <form className="stack" method="post" action={link(ui, `${base}/email`)} data-once="">
        <div className="tight">
          <label htmlFor="email">{t("email.label")}</label>
          <input
            id="email"
            name="email"
            type="email"
            className="in"
            required
            maxLength={254}
            autoComplete="email"
            inputMode="email"
            enterKeyHint="send"
            aria-invalid={outcome === "invalid" || undefined}
            aria-describedby={outcome ? "email-error email-help" : "email-help"}
          />
          {outcome ? (
            <p id="email-error" className="err" role="alert">
              <Icon name="alert" /> {t(`email.${outcome}`)}
            </p>
          ) : null}
          <p id="email-help" className="m s">
            {t("email.lead")}
          </p>
        </div>
        <button className="btn" type="submit">
          {t("email.submit")}
        </button>
      </form>
    </section>
  );
}

/** The document, once it is issued, for whoever may have it. */
export function ReceiptLinks({ ui, view }: Pick<AidProps, "ui" | "view">) {
  if (!view.receipt || !view.mayReceive) return null;
  return (
    <div className="stack">
      <a className="btn go" href={link(ui, `/r/${view.receipt.token}`)}>
        <Icon name="document" /> {ui.t("receipt.open")}
      </a>
      <a className="btn" href={`/r/${view.receipt.token}/pdf`}>
        {ui.t("receipt.pdf")}
      </a>
    </div>
  );
}

/** All ways to stop that work without this page (UX-23). */
export function WaysToStop({ ui, view }: Pick<AidProps, "ui" | "view">) {
  const { t } = ui;
  return (
    <section className="card" aria-labelledby="ways-title">
      <h2 id="ways-title">{t("stop.ways_title")}</h2>
      <ol className="next">
        <li>{t("stop.way_car")}</li>
        <li>{t("stop.way_charger")}</li>
        <li>{t("stop.way_device")}</li>
        <li>{t("stop.way_phone", { phone: view.seller.supportPhone })}</li>
      </ol>
    </section>
  );
}

/** One big button; it leads to one confirmation (UX-22). */
export function StopLink({ ui, base }: Pick<AidProps, "ui" | "base">) {
  return (
    <div className="act">
      <a className="btn halt" href={link(ui, `${base}/stop`)}>
        <Icon name="pause" /> {ui.t("stop.button")}
      </a>
    </div>
  );
}
