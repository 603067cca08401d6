import type { Provider } from "../provider";
import type { Terminal } from "../provider-state.model";
import { type Place, placesOf } from "../terminal/places";
import { shownTransaction } from "../terminal/shown-transaction";
import { isOver } from "../terminal/transaction.model";
import { amountText, connectorText, statusWords, unitPriceText } from "./format.rules";
import { form } from "./forms";
import { html, type Markup } from "./html";
import { type IconName, icon } from "./pictures";
import { backButton, type Lamps, placeHeader, type Screen } from "./screen-parts";
import { receiptScreen, sessionScreen } from "./session-screens";

/** What stands on a terminal's screen now. */
export function screenOf(provider: Provider, terminal: Terminal): Screen {
  if (!terminal.active) return notice("off", "cross", "Out of service", "Please use another terminal.");
  if (provider.state.connection.status !== "connected") {
    return notice(
      "alarm",
      "warning",
      "Not connected",
      "This terminal has no connection to the operator yet.",
    );
  }
  const places = placesOf(provider, terminal);
  if (places.length === 0) {
    return notice(
      "alarm",
      "warning",
      "No chargers",
      "The operator has assigned no charger to this terminal.",
    );
  }
  const chosen = places.find((place) => isSelected(terminal, place));
  if (chosen === undefined) return chooseScreen(provider, terminal, places);
  const transaction = shownTransaction(provider, terminal.id, chosen);
  if (transaction === undefined) return priceScreen(provider, terminal, chosen);
  return transaction.state === "settled"
    ? receiptScreen(provider, terminal, chosen, transaction)
    : sessionScreen(provider, terminal, chosen, transaction);
}

const isSelected = ({ selection }: Terminal, place: Place) =>
  selection?.locationId === place.locationId &&
  selection.evseUid === place.evseUid &&
  selection.connectorId === place.connectorId;

function notice(lamps: Lamps, sign: IconName, title: string, words: string): Screen {
  const content = html`<div class="notice">${icon(sign)}<h3>${title}</h3><p>${words}</p></div>`;
  return { lamps, content, payFor: null };
}

function placeButton(provider: Provider, terminal: Terminal, place: Place): Markup {
  const { locationId, evseUid, connectorId, tariff } = place;
  const shown = shownTransaction(provider, terminal.id, place);
  // What is over holds no charger: the next driver sees whether it is free.
  const isRunning = shown !== undefined && !isOver(shown.state);
  const { word, tone } = isRunning ? ({ word: "Yours", tone: "go" } as const) : statusWords(place.status);
  const [first] = tariff?.lines ?? [];
  const price =
    first === undefined
      ? "no price"
      : `${unitPriceText(first.amount, tariff?.currency ?? "EUR")} ${first.unit}`;
  const label = html`<span class="number">${place.label}</span><span class="what"><b>${connectorText(place.standard, place.powerWatt)}</b><span>${price}</span></span><span class="lamp ${tone}">${word}</span>`;
  return form(
    `providers/${provider.id}/terminals/${terminal.id}/select`,
    { locationId, evseUid, connectorId },
    html`<button class="place">${label}</button>`,
  );
}

function chooseScreen(provider: Provider, terminal: Terminal, places: readonly Place[]): Screen {
  const sites = [...new Set(places.map(({ locationId }) => locationId))].map((locationId) =>
    places.filter((place) => place.locationId === locationId),
  );
  const [only] = sites.length === 1 ? (sites[0] ?? []) : [];
  const lists = sites.map((site) => {
    const buttons = site.map((place) => placeButton(provider, terminal, place));
    return only === undefined ? html`<h4>${site[0]?.locationName ?? ""}</h4>${buttons}` : html`${buttons}`;
  });
  return {
    lamps: "off",
    content: html`<div class="choose"><h3>Choose your charger</h3><p>${only?.locationName ?? provider.settings.name}</p><div class="places" tabindex="0" role="group" aria-label="Chargers">${lists}</div></div>`,
    payFor: null,
  };
}

/** kWh, minute, session, other: in this order. */
export function priceLines(place: Place): Markup {
  const { tariff } = place;
  if (tariff === null) return html`<p class="quiet">The operator sends no price for this charger.</p>`;
  return html`<ul class="prices">${tariff.lines.map(
    ({ amount, unit, condition }, index) =>
      html`<li class="${index === 0 ? "first" : "more"}"><b>${unitPriceText(amount, tariff.currency)}</b> <span>${unit}${condition === null ? null : html` <em>${condition}</em>`}</span></li>`,
  )}</ul>${tariff.note === null ? null : html`<p class="quiet">${tariff.note}</p>`}`;
}

function priceScreen(provider: Provider, terminal: Terminal, place: Place): Screen {
  const currency = place.tariff?.currency ?? "EUR";
  const hold = place.tariff?.holdMinor ?? provider.settings.defaultHoldMinor;
  const { word, tone } = statusWords(place.status);
  const content = html`<div class="price">${placeHeader(place)}
<p class="lamp ${tone}">${word}</p>
${priceLines(place)}
<p class="hold"><b>${amountText(hold, currency)}</b> is reserved on your card. You pay only what you use.</p>
<p class="call">Hold your card here</p>
<footer>${backButton(provider, terminal)}</footer></div>`;
  return { lamps: "ready", content, payFor: place };
}
