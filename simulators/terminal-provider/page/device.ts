import type { Provider } from "../provider";
import type { Terminal } from "../provider-state.model";
import { CARD_NAMES, type CardName } from "../terminal/transaction.model";
import { form } from "./forms";
import { html, type Markup } from "./html";
import { contactlessMark, slotMark } from "./pictures";
import type { Screen } from "./screen-parts";
import { screenOf } from "./screens";

const FACES: Readonly<Record<CardName, { readonly name: string; readonly kind: string }>> = {
  visa: { name: "Visa", kind: "credit" },
  mastercard: { name: "Mastercard", kind: "credit" },
  amex: { name: "Amex", kind: "credit" },
  applepay: { name: "Apple Pay", kind: "phone" },
  googlepay: { name: "Google Pay", kind: "phone" },
  rfid: { name: "RFID card", kind: "charging card" },
};

/** A part of the page that is replaced while the page is open. */
export const part = (key: string, style: string, content: Markup): Markup =>
  html`<div class="${style}" data-part="${key}">${content}</div>`;

/** The terminal as it hangs on the post: lamps, screen, contactless reader and card slot. */
export function device(provider: Provider, terminal: Terminal): Markup {
  const screen = screenOf(provider, terminal);
  return html`<section class="device" aria-label="Terminal ${terminal.label ?? terminal.id}">
${part("lamps", `lamps ${screen.lamps}`, html`<i></i><i></i><i></i><i></i>`)}
${part("screen", "screen", screen.content)}
${part("reader", `reader ${screen.payFor === null ? "" : "awake"}`, html`${contactlessMark}<span class="slot">${slotMark}</span>`)}
<p class="plate"><span>${provider.settings.name}</span><span>${terminal.reference ?? terminal.id}</span></p>
</section>
${part("wallet", "wallet", wallet(provider, terminal, screen))}`;
}

/** The cards in the driver's pocket: each button holds one to the reader. */
function wallet(provider: Provider, terminal: Terminal, { payFor }: Screen): Markup {
  if (payFor === null) return html`<p class="quiet">The reader is off.</p>`;
  const fields = {
    terminalId: terminal.id,
    locationId: payFor.locationId,
    evseUid: payFor.evseUid,
    connectorId: payFor.connectorId,
  };
  const cards = CARD_NAMES.map((card) => {
    const { name, kind } = FACES[card];
    return html`<button class="card ${card}" name="card" value="${card}"><b>${name}</b><span>${kind}</span></button>`;
  });
  return form(
    `providers/${provider.id}/taps`,
    fields,
    html`<fieldset><legend>Tap a card</legend><div class="cards">${cards}</div></fieldset>
<label class="own">Hold instead of the tariff's, in minor units <input name="holdMinor" inputmode="numeric" pattern="[0-9]*" size="8"></label>`,
  );
}
