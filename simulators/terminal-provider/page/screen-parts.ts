import type { Provider } from "../provider";
import type { Terminal } from "../provider-state.model";
import type { Place } from "../terminal/places";
import { CARDS, type Transaction } from "../terminal/transaction.model";
import { connectorText } from "./format.rules";
import { button, form } from "./forms";
import { html, type Markup } from "./html";
import { icon } from "./pictures";

/** Lamps over the screen, and whether the reader waits for a card. */
export type Lamps = "off" | "ready" | "busy" | "go" | "alarm";

export interface Screen {
  readonly lamps: Lamps;
  readonly content: Markup;
  /** The connector to which a card would be charged; null when the reader is off. */
  readonly payFor: Place | null;
}

/** The way back to the list. */
export const backButton = (provider: Provider, terminal: Terminal, label = "Other charger"): Markup =>
  form(
    `providers/${provider.id}/terminals/${terminal.id}/select`,
    {},
    button(html`${icon("back")}${label}`, "plain"),
  );

export const placeHeader = (place: Place): Markup =>
  html`<header><span class="number">${place.label}</span><span><b>${place.locationName}</b><span>${connectorText(place.standard, place.powerWatt)}</span></span></header>`;

/** "Visa •••• 4242", "Apple Pay, Visa •••• 4242" */
export function cardText({ card }: Transaction): string {
  const named = CARDS[card];
  const digits = named.lastFour === "" ? "" : ` •••• ${named.lastFour}`;
  return "wallet" in named ? `${named.wallet}, ${named.brand}${digits}` : `${named.brand}${digits}`;
}
