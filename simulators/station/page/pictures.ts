import type { ConnectorSnapshot } from "../station.model";
import type { StateWords } from "./connector-words.rules";
import { html, Markup } from "./html";

const ICONS: Readonly<Record<StateWords["icon"] | "online" | "offline", string>> = {
  circle: '<circle cx="8" cy="8" r="5.5"/>',
  plug: '<path d="M6 2v3M10 2v3M4.5 5h7v2.5a3.5 3.5 0 0 1-7 0zM8 11v3"/>',
  bolt: '<path d="M9 1.5 3.5 9H8l-1 5.5L12.5 7H8z"/>',
  pause: '<path d="M5.5 3v10M10.5 3v10"/>',
  check: '<path d="m3 8.5 3.5 3.5L13 4.5"/>',
  cross: '<path d="m4 4 8 8M12 4l-8 8"/>',
  warning: '<path d="M8 2 1.5 13.5h13zM8 6.5v3.5M8 12v.2"/>',
  online: '<path d="M2 6.5a8.5 8.5 0 0 1 12 0M4.5 9.2a5 5 0 0 1 7 0M8 12.2v.2"/>',
  offline: '<path d="M2 6.5a8.5 8.5 0 0 1 12 0M4.5 9.2a5 5 0 0 1 7 0M8 12.2v.2M2 14 14 2"/>',
};

/** A small line icon; the word beside it says the same. */
export function icon(name: keyof typeof ICONS): Markup {
  return new Markup(
    `<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">${ICONS[name]}</svg>`,
  );
}

const CAR =
  "M86 76v-13q0-5 6-6.5l13-3 13-14q3-3 7-3h24q5 0 8 3l12 14 9 2.5q6 1.5 6 7v13h-9m-22 0h-36m-22 0h-9";

/** Station, cable and car: whether the cable is in, and whether energy flows. */
export function picture(connector: ConnectorSnapshot, tone: StateWords["tone"]): Markup {
  const { plugged, status } = connector;
  const what = plugged ? `Cable plugged into a car, ${status}` : `No car, cable in its holster, ${status}`;
  const cable = plugged
    ? '<path class="cable" d="M44 52C64 52 58 80 72 74S78 62 88 62"/><path class="flow" d="M44 52C64 52 58 80 72 74S78 62 88 62"/>'
    : '<path class="cable" d="M44 40c16 0 16 38 7 38s-7-10-7-18"/><path class="cable tip" d="M44 62v-9"/>';
  const state = `${plugged ? "plugged" : "empty"} ${status === "Charging" ? "flowing" : "still"} ${tone}`;
  return html`<svg class="picture ${state}" viewBox="0 0 196 96" role="img" aria-label="${what}"><path class="ground" d="M4 86h188"/><rect class="post" x="14" y="10" width="30" height="76" rx="6"/><rect class="screen" x="20" y="17" width="18" height="15" rx="2.5"/><path class="bolt" d="m30.5 19-5 6.2h4l-1 4.800 5-6.2h-4z"/><path class="lamp" d="M20 38.5h18"/><path class="car" d="${CAR}"/><path class="car glass" d="M111 53l9-9.5q2-2 5-2h9v11.5zM140 41.5h8q3 0 5 2l8 9.5h-21z"/><circle class="car" cx="106" cy="77" r="9"/><circle class="car" cx="164" cy="77" r="9"/>${new Markup(cable)}</svg>`;
}

/** State of charge as a bar; the number stands beside it. */
export function batteryBar(percent: number): Markup {
  const width = Math.round(percent * 10) / 10;
  return html`<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect class="rail" width="100" height="4"/><rect class="fill" width="${width}" height="4"/></svg>`;
}
