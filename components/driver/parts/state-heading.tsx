import type { MessageKey } from "@/lib/i18n/catalogues";
import type { SessionView } from "@/lib/sessions/driver-view.model";
import { DRIVER_STATES } from "../driver-states.rules";
import { Icon, type IconName } from "../icons";
import type { Ui } from "../ui";
import { ChargerName } from "./place-header";

interface HeadingProps {
  readonly ui: Ui;
  readonly view: SessionView;
}

/** Where, and the state in one sentence: picture, word and colour together. */
export function StateHeading({ ui, view }: HeadingProps) {
  const { tone, icon } = LOOK[knownState(view)];
  const reason = reasonText(ui, view);
  return (
    <div className="state">
      <p className="m s">
        <ChargerName ui={ui} label={view.place.evseLabel} /> · {view.place.street}, {view.place.city}
      </p>
      <h1>
        <span className={`badge ${tone}`}>
          <Icon name={icon} />
        </span>
        {stateTitle(ui, view)}
      </h1>
      <p>{stateText(ui, view)}</p>
      {reason ? <p>{reason}</p> : null}
      <p className="m s">{ui.t("session.reference", { reference: view.reference })}</p>
    </div>
  );
}

type KnownState = (typeof DRIVER_STATES)[number];

const LOOK: Readonly<
  Record<KnownState, { readonly tone: "" | "ok" | "wait" | "bad"; readonly icon: IconName }>
> = {
  CHECKOUT: { tone: "wait", icon: "lock" },
  PAYMENT_PENDING: { tone: "wait", icon: "clock" },
  PAYMENT_FAILED: { tone: "bad", icon: "cross" },
  AUTHORISED_WAIT_PLUG: { tone: "wait", icon: "plug" },
  STARTING: { tone: "wait", icon: "clock" },
  START_FAILED: { tone: "bad", icon: "cross" },
  CHARGING: { tone: "ok", icon: "bolt" },
  SUSPENDED: { tone: "wait", icon: "pause" },
  STOPPING: { tone: "wait", icon: "clock" },
  FINISHED_CALCULATING: { tone: "ok", icon: "check" },
  RECEIPT: { tone: "ok", icon: "check" },
  CLOSED_NO_CHARGE: { tone: "", icon: "check" },
  REFUNDED: { tone: "ok", icon: "check" },
  EXCEPTION: { tone: "bad", icon: "person" },
};

/** The state of the view, or EXCEPTION when this version of the page does not know it. */
export function knownState(view: SessionView): KnownState {
  return DRIVER_STATES.find((state) => state === view.state) ?? "EXCEPTION";
}

/** The state's name for heading and tab. */
export function stateTitle({ t }: Pick<Ui, "t">, view: SessionView): string {
  return t(`session.title_${knownState(view)}`);
}

function stateText({ t, f }: Ui, view: SessionView): string {
  const state = knownState(view);
  const { money, live } = view;
  const amount = (minor: number) => f.moneyShort(minor, money.currency);
  switch (state) {
    case "SUSPENDED":
      return t(
        live?.suspendedBy === "charger" ? "session.text_SUSPENDED_charger" : "session.text_SUSPENDED_vehicle",
      );
    case "RECEIPT":
      return t("session.text_RECEIPT", {
        amount: f.money(money.chargedMinor, money.currency),
        energy: f.energy(live?.energyWh ?? 0, 3),
      });
    case "REFUNDED":
      return t("session.text_REFUNDED", { amount: f.money(money.refundedMinor, money.currency) });
    case "PAYMENT_FAILED":
    case "START_FAILED":
      return "";
    case "AUTHORISED_WAIT_PLUG":
    case "CLOSED_NO_CHARGE":
    case "EXCEPTION":
      if (view.terminal) return t(`terminal.text_${state}`);
      return t(`session.text_${state}`, { amount: amount(money.reservedMinor) });
    default:
      return t(`session.text_${state}`, { amount: amount(money.reservedMinor) });
  }
}

const REASON_IS_SHOWN: readonly KnownState[] = [
  "START_FAILED",
  "FINISHED_CALCULATING",
  "RECEIPT",
  "CLOSED_NO_CHARGE",
  "EXCEPTION",
];

/** Why it failed or ended, in one sentence (UX-18, UX-25). */
function reasonText({ t, f }: Ui, view: SessionView): string | null {
  const key: MessageKey | null = view.reason === null ? null : `reason.${view.reason}`;
  if (key === null || !t.has(key) || !REASON_IS_SHOWN.includes(knownState(view))) return null;
  if (view.state === "CLOSED_NO_CHARGE" && view.reason === "no_energy") return null;
  return t(key, {
    amount: f.moneyShort(view.live?.ceilingMinor ?? view.money.reservedMinor, view.money.currency),
  });
}
