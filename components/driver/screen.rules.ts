import type { SessionView } from "@/lib/sessions/driver-view.model";
import type { Ui } from "./ui";

/** Shares of the limit at which the driver is told (UX-25). */
const NEAR_LIMIT = [0.8, 0.95] as const;

/** How much of the limit is used, 0 to 1. */
export function shareOfLimit(live: NonNullable<SessionView["live"]>): number {
  return live.ceilingMinor > 0 ? Math.min(1, Math.max(0, live.costMinor / live.ceilingMinor)) : 0;
}

/** 0 far from the limit, 1 from 80 %, 2 from 95 %. */
export function nearLimit(view: SessionView): 0 | 1 | 2 {
  if (!view.live || view.price.isFree) return 0;
  const share = shareOfLimit(view.live);
  return share >= NEAR_LIMIT[1] ? 2 : share >= NEAR_LIMIT[0] ? 1 : 0;
}

/**
 * What the page shows apart from running numbers. While it stays the same, the script only replaces the texts of
 * `liveTexts`; when it changes, the whole main part is loaded again. An unknown state simply is another key.
 */
export function screenKey(view: SessionView): string {
  const { live, money } = view;
  return [
    view.state,
    view.reason,
    view.mayControl ? "c" : "v",
    view.steps.map(({ done, failed }) => (failed ? "x" : done ? "1" : "0")).join(""),
    view.plugDeadlineAt?.getTime(),
    view.retryUntil?.getTime(),
    view.checkoutUrl === null ? "" : "u",
    view.connectionLostSince === null ? "" : "lost",
    view.stopFailed ? "sf" : "",
    live === null
      ? ""
      : [
          live.suspendedBy,
          live.idleFeeStartsAt?.getTime(),
          live.lines.length,
          live.endedAt === null,
          live.socPercent === null,
        ].join("/"),
    nearLimit(view),
    money.paymentState,
    money.chargedMinor,
    money.releasedMinor,
    money.releaseSentAt?.getTime(),
    money.refundedMinor,
    view.receipt?.number,
  ].join("|");
}

/** Circumference of the ring of radius 44: the script moves the end of the line. */
export const RING = 2 * Math.PI * 44;

/** Texts of the running numbers, by the `data-t` attribute that shows them; all formatted here, none on the phone. */
export function liveTexts(
  ui: Pick<Ui, "t" | "f" | "now">,
  view: SessionView,
): Readonly<Record<string, string>> {
  const { live, price, place } = view;
  if (!live) return {};
  const { t, f } = ui;
  const share = shareOfLimit(live);
  const until = live.endedAt ?? ui.now;
  return {
    energy: f.energyNumber(live.energyWh),
    cost: f.money(live.costMinor, price.currency),
    power: live.powerW === null ? "–" : f.power(live.powerW),
    average: live.averagePowerW === null ? "–" : f.power(live.averagePowerW),
    duration: f.duration((until.getTime() - live.startedAt.getTime()) / 60_000),
    soc: live.socPercent === null ? "–" : f.percent(String(live.socPercent)),
    // What a terminal has reserved is the terminal's to show; our ceiling is another amount.
    share: view.terminal
      ? ""
      : t("live.of_limit", {
          percent: f.percent(String(Math.floor(share * 100))),
          amount: f.moneyShort(live.ceilingMinor, price.currency),
        }),
    reading:
      live.lastReadingAt === null
        ? t("live.no_reading")
        : t("live.last_reading", { time: f.exactTime(live.lastReadingAt, place.timeZone) }),
  };
}

/** What one update carries over the wire: at most 1 KB (UX-40). */
export interface LiveUpdate {
  readonly v: number;
  readonly s: string;
  readonly t: Readonly<Record<string, string>>;
  /** Where the ring's line ends. */
  readonly r: number;
}

/** The update for the page that shows `view`. */
export function liveUpdate(ui: Pick<Ui, "t" | "f" | "now">, view: SessionView): LiveUpdate {
  const ring = view.live ? Math.round(RING * (1 - shareOfLimit(view.live)) * 10) / 10 : RING;
  return { v: view.version, s: screenKey(view), t: liveTexts(ui, view), r: ring };
}
