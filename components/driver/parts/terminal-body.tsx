import type { ReactNode } from "react";
import type { SessionView } from "@/lib/sessions/driver-view.model";
import type { Ui } from "../ui";
import { IdleFeeNotice, LivePanel } from "./live-panel";
import { Notice } from "./notice";
import { EmailForm, type EmailOutcome, ReceiptLinks } from "./session-aids";
import { StartSteps } from "./start-steps";

interface TerminalBodyProps {
  readonly ui: Ui;
  readonly view: SessionView;
  readonly base: string;
  readonly terminal: NonNullable<SessionView["terminal"]>;
  readonly emailOutcome: EmailOutcome | null;
}

/**
 * Below the heading, for a session that a payment terminal started: progress and price, whose reservation it is, and how to
 * stop without this page. There is nothing to pay, to stop or to try again here.
 */
export function TerminalBody(props: TerminalBodyProps): ReactNode {
  const { ui, view, emailOutcome } = props;
  switch (view.state) {
    case "AUTHORISED_WAIT_PLUG":
      return (
        <>
          <PlugDeadline {...props} />
          <StartSteps {...props} />
          <Reservation {...props} />
        </>
      );
    case "STARTING":
      return (
        <>
          <StartSteps {...props} />
          <Reservation {...props} />
        </>
      );
    case "START_FAILED":
      return (
        <>
          <Notice tone="ok" icon="lock">
            <p>
              <b>{ui.t("terminal.released")}</b>
            </p>
          </Notice>
          <StartSteps {...props} />
        </>
      );
    case "CHARGING":
    case "SUSPENDED":
    case "STOPPING":
      return (
        <>
          <IdleFeeNotice {...props} />
          <LivePanel {...props} />
          {view.state === "STOPPING" && !view.stopFailed ? null : <WaysToStopHere {...props} />}
          <Reservation {...props} />
          <EmailForm {...props} outcome={emailOutcome} />
        </>
      );
    case "FINISHED_CALCULATING":
      return (
        <>
          <Unplug ui={ui} />
          <LivePanel {...props} />
          <Reservation {...props} />
          <EmailForm {...props} outcome={emailOutcome} />
        </>
      );
    case "RECEIPT":
    case "CLOSED_NO_CHARGE":
      return (
        <>
          <Unplug ui={ui} />
          <ReceiptLinks {...props} />
          {view.state === "RECEIPT" ? <Reservation {...props} /> : null}
          {view.receipt ? <EmailForm {...props} outcome={emailOutcome} /> : null}
        </>
      );
    default:
      return (
        <>
          <LivePanel {...props} />
          <Reservation {...props} />
        </>
      );
  }
}

function PlugDeadline({ ui, view }: TerminalBodyProps) {
  const { t, f } = ui;
  if (!view.plugDeadlineAt) return null;
  return (
    <section className="card tight">
      <p className="count" data-until={view.plugDeadlineAt.getTime()} aria-hidden="true" hidden />
      <p>
        <b>{t("session.plug_until", { time: f.exactTime(view.plugDeadlineAt, view.place.timeZone) })}</b>
      </p>
      <p className="m s">{t("terminal.plug_after")}</p>
    </section>
  );
}

/** The reservation is the terminal's: its amount and its release are not ours to prove. */
function Reservation({ ui: { t }, terminal: { provider } }: TerminalBodyProps) {
  return (
    <section className="card tight" aria-labelledby="hold-title">
      <h2 id="hold-title">{t("terminal.hold_title")}</h2>
      <p>{t("terminal.reserved", { provider })}</p>
      <p className="m s">{t("terminal.settles", { provider })}</p>
    </section>
  );
}

function Unplug({ ui }: Pick<TerminalBodyProps, "ui">) {
  return (
    <Notice tone="plain" icon="plug">
      <p>{ui.t("stop.unplug")}</p>
    </Notice>
  );
}

/** At the terminal, at the car, at the charger, by phone; never here (SEC-20). */
function WaysToStopHere({ ui: { t }, view }: TerminalBodyProps) {
  return (
    <section className="card stack" aria-labelledby="ways-title">
      <h2 id="ways-title">{t("terminal.stop_title")}</h2>
      <p className="m s">{t("terminal.view_only")}</p>
      <ol className="next">
        <li>{t("terminal.way_terminal")}</li>
        <li>{t("stop.way_car")}</li>
        <li>{t("stop.way_charger")}</li>
        <li>{t("stop.way_phone", { phone: view.seller.supportPhone })}</li>
      </ol>
    </section>
  );
}
