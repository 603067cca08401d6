import type { DriverState, SessionView, StartStep } from "./driver-view.model";
import { START_STEPS } from "./driver-view.model";
import type { SessionState } from "./session.model";

interface SessionFacts {
  readonly state: SessionState;
  readonly reason: string | null;
  readonly authorisedAt: Date | null;
  readonly startedAt: Date | null;
  readonly plugDeadlineAt: Date | null;
}

interface PaymentFacts {
  readonly state: string;
  readonly checkoutUrl: string | null;
  readonly refundedMinor: number;
  readonly prepaid: boolean;
}

/**
 * What the driver's page shows for the states of session and payment. Internal states never reach the page; what has no
 * entry here becomes EXCEPTION, never a crash (UX 2.2).
 */
export function driverState(
  session: SessionFacts,
  payment: PaymentFacts | null,
  hasReceipt: boolean,
): DriverState {
  switch (session.state) {
    case "CHECKOUT":
      if (payment && ["FAILED", "CANCELED", "EXPIRED"].includes(payment.state)) return "PAYMENT_FAILED";
      return payment?.state === "PENDING" && payment.checkoutUrl ? "CHECKOUT" : "PAYMENT_PENDING";
    case "ABANDONED":
      return "PAYMENT_FAILED";
    case "AWAITING_PLUG":
      return "AUTHORISED_WAIT_PLUG";
    case "STARTING":
      return "STARTING";
    case "START_FAILED":
      return "START_FAILED";
    case "CHARGING":
      return "CHARGING";
    case "STOPPING":
      return "STOPPING";
    case "ENDED":
      return "FINISHED_CALCULATING";
    case "FLAGGED":
      return "EXCEPTION";
    case "CLOSED":
      return "CLOSED_NO_CHARGE";
    case "BILLED":
      if (payment && (payment.state === "CAPTURE_FAILED" || payment.state === "HOLD_LOST"))
        return "EXCEPTION";
      if (!hasReceipt) return "FINISHED_CALCULATING";
      return payment && !payment.prepaid && payment.refundedMinor > 0 ? "REFUNDED" : "RECEIPT";
    default:
      return "EXCEPTION";
  }
}

interface StartCommand {
  readonly state: string;
  readonly createdAt: Date;
  readonly sentAt: Date | null;
  readonly answeredAt: Date | null;
}

/** The real steps of a start, ticked by facts; the failed one is named by the reason (UX-18). */
export function startSteps(session: SessionFacts, command: StartCommand | null): SessionView["steps"] {
  const accepted = command?.state === "ACCEPTED" ? command.answeredAt : null;
  const plugged = session.state !== "AWAITING_PLUG" && session.reason !== "not_plugged_in";
  const at: Record<StartStep, Date | null> = {
    paid: session.authorisedAt,
    plugged: session.authorisedAt && plugged ? (session.startedAt ?? session.authorisedAt) : null,
    command_sent: command?.sentAt ?? null,
    station_accepted: accepted,
    started: session.startedAt,
  };
  const failedStep =
    session.state === "START_FAILED" || session.state === "CLOSED"
      ? FAILED_STEP[session.reason ?? ""]
      : undefined;
  return START_STEPS.map((key) => ({
    key,
    done: at[key] !== null && key !== failedStep,
    failed: key === failedStep,
    at: key === failedStep ? null : at[key],
  }));
}

const FAILED_STEP: Readonly<Record<string, StartStep>> = {
  not_plugged_in: "plugged",
  station_offline: "command_sent",
  evse_unavailable: "command_sent",
  station_silent: "station_accepted",
  station_refused: "station_accepted",
  no_transaction: "started",
};
