import type { ReactNode } from "react";
import type { SessionView } from "@/lib/sessions/driver-view.model";
import { failureText, reservedText } from "../failure-text.rules";
import { Icon } from "../icons";
import { IdleFeeNotice, LivePanel } from "../parts/live-panel";
import { MoneyProof } from "../parts/money-proof";
import { Notice } from "../parts/notice";
import {
  EmailForm,
  type EmailOutcome,
  ReceiptLinks,
  RecoveryCode,
  StopLink,
  WaysToStop,
} from "../parts/session-aids";
import { StartFailed } from "../parts/start-failed";
import { StartSteps } from "../parts/start-steps";
import { StateHeading } from "../parts/state-heading";
import { TerminalBody } from "../parts/terminal-body";
import type { RetryProblem } from "../retry.model";
import { link, type Ui } from "../ui";

export interface SessionPageProps {
  readonly ui: Ui;
  readonly view: SessionView;
  /** Path of this page, `/s/…`; its forms are below it. */
  readonly base: string;
  /** Where the driver can try again after a payment that did not work. */
  readonly chargerCode: string | null;
  /** Another charger that was scanned while a failed start may still be tried again; "" when there is none. */
  readonly otherCode: string;
  readonly emailOutcome: EmailOutcome | null;
  readonly retryProblem: RetryProblem | null;
}

/**
 * The page of a session in every state. A pure function of the view: a state that this page does not know is shown as an
 * exception, never as a crash (UX 2.2).
 */
export function SessionPage(props: SessionPageProps) {
  return (
    <>
      <StateHeading ui={props.ui} view={props.view} />
      {props.view.terminal ? <TerminalBody {...props} terminal={props.view.terminal} /> : <Body {...props} />}
    </>
  );
}

function Body(props: SessionPageProps): ReactNode {
  switch (props.view.state) {
    case "CHECKOUT":
      return <CheckoutBody {...props} />;
    case "PAYMENT_PENDING":
      return <RecoveryCode {...props} />;
    case "PAYMENT_FAILED":
      return <PaymentFailedBody {...props} />;
    case "AUTHORISED_WAIT_PLUG":
      return <WaitPlugBody {...props} />;
    case "STARTING":
      return <StartingBody {...props} />;
    case "START_FAILED":
      return <StartFailed {...props} problem={props.retryProblem} />;
    case "CHARGING":
    case "SUSPENDED":
      return <RunningBody {...props} />;
    case "STOPPING":
      return <StoppingBody {...props} />;
    case "FINISHED_CALCULATING":
      return <FinishedBody {...props} />;
    case "RECEIPT":
    case "CLOSED_NO_CHARGE":
    case "REFUNDED":
      return <SettledBody {...props} />;
    default:
      return <ExceptionBody {...props} />;
  }
}

function CheckoutBody({ ui, view }: SessionPageProps) {
  return view.checkoutUrl && view.mayControl ? (
    <a className="btn go" href={view.checkoutUrl} rel="noreferrer">
      {ui.t("session.go_checkout")} <Icon name="arrow" />
    </a>
  ) : null;
}

function PaymentFailedBody({ ui, view, chargerCode }: SessionPageProps) {
  const { t } = ui;
  return (
    <>
      <Notice tone="bad" urgent>
        <p>
          <b>{failureText(t, view.money.failureCode, view.reason)}</b>
        </p>
        <p>
          {reservedText(t, view.money.failureCode, view.reason)} {t("failure.other_card")}
        </p>
      </Notice>
      <div className="act">
        <a className="btn go" href={link(ui, chargerCode ? `/c/${chargerCode}` : "/")}>
          {t("failure.retry")}
        </a>
      </div>
    </>
  );
}

function WaitPlugBody(props: SessionPageProps) {
  const { ui, view, base } = props;
  const { t, f } = ui;
  const amount = f.moneyShort(view.money.reservedMinor, view.money.currency);
  return (
    <>
      {view.plugDeadlineAt ? (
        <section className="card tight">
          <p className="count" data-until={view.plugDeadlineAt.getTime()} aria-hidden="true" hidden />
          <p>
            <b>{t("session.plug_until", { time: f.exactTime(view.plugDeadlineAt, view.place.timeZone) })}</b>
          </p>
          <p className="m s">{t("session.plug_after", { amount })}</p>
        </section>
      ) : null}
      <StartSteps {...props} />
      <RecoveryCode {...props} />
      <EmailForm {...props} outcome={props.emailOutcome} />
      {view.mayControl ? (
        <form method="post" action={link(ui, `${base}/give-up`)} data-once="">
          <button className="btn" type="submit">
            {t("start_failed.give_up", { amount })}
          </button>
        </form>
      ) : null}
    </>
  );
}

function StartingBody(props: SessionPageProps) {
  return (
    <>
      <StartSteps {...props} />
      <RecoveryCode {...props} />
      <EmailForm {...props} outcome={props.emailOutcome} />
    </>
  );
}

function RunningBody(props: SessionPageProps) {
  const { ui, view } = props;
  return (
    <>
      <IdleFeeNotice {...props} />
      <LivePanel {...props} />
      <RecoveryCode {...props} />
      <EmailForm {...props} outcome={props.emailOutcome} />
      <WaysToStop {...props} />
      {view.mayControl ? <StopLink {...props} /> : <p className="m s">{ui.t("stop.view_only")}</p>}
    </>
  );
}

function StoppingBody(props: SessionPageProps) {
  const { ui, view } = props;
  return (
    <>
      {view.stopFailed ? (
        <Notice tone="bad" urgent>
          <p>
            <b>{ui.t("stop.failed")}</b>
          </p>
        </Notice>
      ) : null}
      {view.stopFailed ? <WaysToStop {...props} /> : null}
      <LivePanel {...props} />
      {view.stopFailed ? null : <WaysToStop {...props} />}
    </>
  );
}

function FinishedBody(props: SessionPageProps) {
  const { ui } = props;
  return (
    <>
      <Notice tone="ok" icon="plug">
        <p>{ui.t("stop.unplug")}</p>
      </Notice>
      <LivePanel {...props} />
      <EmailForm {...props} outcome={props.emailOutcome} />
    </>
  );
}

function SettledBody(props: SessionPageProps) {
  const { ui, view } = props;
  const { t } = ui;
  return (
    <>
      {view.state === "RECEIPT" ? (
        <Notice tone="plain" icon="plug">
          <p>{t("stop.unplug")}</p>
        </Notice>
      ) : null}
      <MoneyProof ui={ui} money={view.money} seller={view.seller} timeZone={view.place.timeZone} />
      <ReceiptLinks {...props} />
      <EmailForm {...props} outcome={props.emailOutcome} />
    </>
  );
}

function ExceptionBody(props: SessionPageProps) {
  const { ui, view } = props;
  return (
    <>
      {view.live ? <LivePanel {...props} /> : null}
      {view.money.reservedMinor > 0 ? (
        <MoneyProof ui={ui} money={view.money} seller={view.seller} timeZone={view.place.timeZone} />
      ) : null}
    </>
  );
}
