import type { Provider } from "../provider";
import type { Terminal } from "../provider-state.model";
import type { Place } from "../terminal/places";
import { CARDS, releasedMinor, type Transaction } from "../terminal/transaction.model";
import { amountText, dateText, elapsedText } from "./format.rules";
import { button, form } from "./forms";
import { html, type Markup } from "./html";
import { holdBar, type IconName, icon, qrCode } from "./pictures";
import { backButton, cardText, type Lamps, placeHeader, type Screen } from "./screen-parts";

interface Words {
  readonly sign: IconName;
  readonly title: string;
  readonly note: string;
  readonly lamps: Lamps;
}

function wordsFor(transaction: Transaction): Words {
  const { state, message, startResponse, card, holdMinor, currency } = transaction;
  const kept = CARDS[card].paid ? "Your card is not charged." : "";
  switch (state) {
    case "starting":
      return CARDS[card].paid
        ? {
            sign: "check",
            title: "Authorised",
            note: `${amountText(holdMinor, currency)} reserved. Starting…`,
            lamps: "busy",
          }
        : { sign: "clock", title: "Card read", note: "Asking the operator…", lamps: "busy" };
    case "waiting":
      return startResponse === null
        ? {
            sign: "clock",
            title: "Please wait",
            note: message ?? "The operator has not answered yet.",
            lamps: "busy",
          }
        : {
            sign: "plug",
            title: "Plug in",
            note: message ?? "Accepted. The charger starts when the cable is in.",
            lamps: "busy",
          };
    case "charging":
      return { sign: "bolt", title: "Charging", note: message ?? "", lamps: "go" };
    case "stopping":
      return transaction.endedAt === null && transaction.sessionStatus !== "COMPLETED"
        ? { sign: "clock", title: "Stopping", note: "Waiting for the charger…", lamps: "busy" }
        : {
            sign: "clock",
            title: "Finished",
            note: "The operator is working out the amount…",
            lamps: "busy",
          };
    case "refused":
      return { sign: "cross", title: "Not started", note: `${message ?? ""}. ${kept}`, lamps: "alarm" };
    default:
      return { sign: "cross", title: "Nothing charged", note: `${message ?? ""}. ${kept}`, lamps: "off" };
  }
}

/** From the hold to the end of charging, and what went wrong on the way. */
export function sessionScreen(
  provider: Provider,
  terminal: Terminal,
  place: Place,
  transaction: Transaction,
): Screen {
  const { sign, title, note, lamps } = wordsFor(transaction);
  const base = `providers/${provider.id}/transactions/${transaction.id}`;
  const over = transaction.state === "refused" || transaction.state === "released";
  const stop =
    transaction.state === "charging" ? form(`${base}/stop`, {}, button("Stop charging", "stop")) : null;
  const done = over ? form(`${base}/dismiss`, {}, button("Done", "go")) : null;
  const content = html`<div class="session ${lamps}">${placeHeader(place)}
<div class="state" role="status">${icon(sign)}<span><h3>${title}</h3><p>${note}</p></span></div>
${transaction.sessionId === null ? null : figures(provider, transaction)}
${over ? null : driverCode(provider, transaction)}
<footer>${stop}${done}${backButton(provider, terminal)}</footer></div>`;
  return { lamps, content, payFor: null };
}

/** "Visa •••• 4242"; the bar has no room for more. */
const shortCardText = (transaction: Transaction) => cardText(transaction).replace("American Express", "Amex");

function figures(provider: Provider, transaction: Transaction): Markup {
  const { kwh, costMinor, currency, holdMinor, startedAt, endedAt } = transaction;
  const now = endedAt === null ? provider.world.now() : new Date(endedAt);
  const time =
    endedAt === null && startedAt !== null
      ? html`<time data-since="${startedAt}">${elapsedText(startedAt, now)}</time>`
      : elapsedText(startedAt, now);
  return html`<dl class="figures">
<div class="big"><dt>Cost so far</dt><dd>${costMinor === null ? "–" : amountText(costMinor, currency)}</dd></div>
<div><dt>Energy</dt><dd>${kwh.toFixed(2)} <small>kWh</small></dd></div><div><dt>Time</dt><dd>${time}</dd></div>
</dl>${
    holdMinor > 0
      ? html`<div class="used">${holdBar((costMinor ?? 0) / holdMinor)}<span>of ${amountText(holdMinor, currency)} reserved on ${shortCardText(transaction)}</span></div>`
      : null
  }`;
}

/** How the driver gets to the session on a phone: the code that the CPO sent, else date and last four digits. */
function driverCode(provider: Provider, transaction: Transaction): Markup | null {
  const { reference, sessionId, card, createdAt } = transaction;
  if (sessionId === null) return null;
  const isAddress = reference !== null && /^https?:\/\//.test(reference) && URL.canParse(reference);
  const template = provider.settings.driverLookupUrl;
  const lookup =
    template
      ?.replaceAll("{session}", encodeURIComponent(sessionId))
      .replaceAll("{code}", encodeURIComponent(reference ?? "")) ?? null;
  const address = isAddress ? reference : lookup;
  const safe = address !== null && /^https?:\/\//.test(address) && URL.canParse(address) ? address : null;
  const code = isAddress ? null : reference;
  return html`<div class="code">${safe === null ? null : qrCode(safe, "QR code of your session")}<p>${
    code === null ? html`Your session` : html`Your code <b>${code}</b>`
  }${safe === null ? html`<span>${sessionId}</span>` : html`<a href="${safe}" rel="noopener noreferrer" target="_blank">${new URL(safe).host}</a>`}${
    reference === null ? html`<span>${dateText(createdAt)} · ${CARDS[card].lastFour}</span>` : null
  }</p></div>`;
}

/** What was reserved, charged and released; the card's lines; and the way to the invoice. */
export function receiptScreen(
  provider: Provider,
  terminal: Terminal,
  place: Place,
  transaction: Transaction,
): Screen {
  const { capturedMinor, currency, holdMinor, total, captureStatus, card } = transaction;
  const failed = captureStatus === "FAILED";
  const { paid, aid } = CARDS[card];
  const title = failed ? "Payment failed" : paid ? "Paid" : "Finished";
  const shown = paid ? capturedMinor : (total?.grossMinor ?? 0);
  const due = total?.grossMinor ?? 0;
  const partial = captureStatus === "PARTIAL_SUCCESS";
  const money: [string, number][] = [
    ["Reserved", holdMinor],
    ...(due === capturedMinor || partial ? [] : [["Session", due] as [string, number]]),
    ["Charged", capturedMinor],
    ["Released", releasedMinor(transaction) ?? 0],
  ];
  const rows: [string, string][] = [
    ...(paid ? money.map(([name, minor]): [string, string] => [name, amountText(minor, currency)]) : []),
    ["Energy", `${transaction.kwh.toFixed(2)} kWh`],
    ["Card", cardText(transaction)],
    ...(paid ? [["Approval", `${transaction.approvalCode} · ${aid}`] as [string, string]] : []),
  ];
  const content = html`<div class="session receipt ${failed ? "alarm" : "go"}">${placeHeader(place)}
<div class="state" role="status">${icon(failed ? "cross" : "check")}<span><h3>${title}</h3><p class="paid">${amountText(shown, currency)}</p>${partial ? html`<p>of ${amountText(due, currency)}; no more was reserved</p>` : null}</span></div>
<dl class="lines">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
${driverCode(provider, transaction)}
<footer>${form(`providers/${provider.id}/transactions/${transaction.id}/dismiss`, {}, button("Done", "go"))}${backButton(provider, terminal)}</footer></div>`;
  return { lamps: failed ? "alarm" : "go", content, payFor: null };
}
