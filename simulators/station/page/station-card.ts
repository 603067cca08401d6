import type { FleetMember } from "../fleet-member";
import type { ConnectorSnapshot, StationSnapshot } from "../station.model";
import { clockText, faultWords, stateWords } from "./connector-words.rules";
import { html, type Markup } from "./html";
import { batteryBar, icon, picture } from "./pictures";

/** A button of the form around it. `to` is the address below /stations; query and value carry the input. */
function button(to: string, label: string, style = ""): Markup {
  return html`<button class="${style}" formaction="/stations/${to}">${label}</button>`;
}

const part = (key: string, style: string, content: Markup): Markup =>
  html`<div class="${style}" data-part="${key}">${content}</div>`;

function numbers(connector: ConnectorSnapshot): Markup {
  const soc = connector.socPercent;
  return html`<dl class="numbers">
<div class="energy"><dt>Energy</dt><dd>${(connector.sessionWh / 1000).toFixed(2)} <small>kWh</small></dd></div>
<div><dt>Power</dt><dd>${(connector.powerW / 1000).toFixed(1)} <small>kW</small></dd></div>
<div><dt>Time</dt><dd>${connector.elapsedS === null ? "–" : clockText(connector.elapsedS)}</dd></div>
<div class="battery"><dt>Battery</dt><dd>${soc === null ? "–" : html`${soc.toFixed(0)} <small>%</small>`}</dd>${soc === null ? null : batteryBar(soc)}</div>
</dl>`;
}

function mainButtons(at: string, connector: ConnectorSnapshot): Markup {
  const { inTransaction, plugged, status } = connector;
  const first = plugged
    ? button(`${at}/unplug`, "Unplug", status === "Finishing" ? "primary" : "")
    : button(`${at}/plug-in`, "Plug in", "primary");
  const second = inTransaction
    ? button(`${at}/stop-locally`, "Stop at station")
    : button(`${at}/start-locally?idTag=LOCAL-CARD`, "Tap a card");
  return html`${first}${inTransaction ? button(`${at}/charge-faster?factor=20`, "Charge faster") : null}${second}${
    status === "Faulted"
      ? button(`${at}/clear-fault`, "Clear fault")
      : button(`${at}/fault`, "Fault", "quiet-alarm")
  }`;
}

function bay(identity: string, name: string, connector: ConnectorSnapshot): Markup {
  const { word, note, tone, icon: sign } = stateWords(connector);
  const at = `${identity}/connectors/${connector.id}`;
  const key = `${connector.id}@${identity}`;
  const kilowatt = Math.round(connector.maxPowerW / 100) / 10;
  return html`<section class="bay" aria-label="${name}, connector ${connector.id}"><form method="post">
<header><h3>Connector ${connector.id}</h3><span>${connector.kind} · ${kilowatt} kW</span></header>
${part(`picture ${key}`, "scene", picture(connector, tone))}
<div aria-live="polite">${part(`state ${key}`, `state ${tone}`, html`${icon(sign)}<span><strong>${word}</strong> <span>${note}</span></span>`)}</div>
${part(`numbers ${key}`, "figures", numbers(connector))}
${part(`main ${key}`, "buttons", mainButtons(at, connector))}
<details class="more"><summary>Car and meter</summary><div class="buttons small">
${button(`${at}/car-ready?ready=false`, "Car not ready")}${button(`${at}/car-ready?ready=true`, "Car ready")}
${button(`${at}/charge-faster?factor=1`, "Normal speed")}${button(`${at}/hold-power?holds=true`, "Hold power")}${button(`${at}/hold-power?holds=false`, "Give power")}
${button(`${at}/sample-meter`, "Send reading now")}${button(`${at}/meter-unit?unit=kWh`, "Meter in kWh")}${button(`${at}/meter-unit?unit=Wh`, "Meter in Wh")}${button(`${at}/meter-unit?unit=none`, "Meter without unit")}
${button(`${at}/jump-meter?wh=10000000&once=true`, "One reading +10,000 kWh")}${button(`${at}/decrease-meter?wh=1000`, "Meter back 1 kWh")}${button(`${at}/stray-stop?transactionId=-1`, "Stop of transaction −1")}
</div></details></form></section>`;
}

function signedFaults(identity: string): Markup {
  return html`${button(`${identity}/spoil-signed-end?fault=badSignature`, "Next signature is wrong")}${button(`${identity}/spoil-signed-end?fault=missingSignedEnd`, "Next end not signed")}${button(`${identity}/spoil-signed-end?fault=pageGap`, "Next signed page left out")}`;
}

function stationFaults(identity: string, signedMeter: boolean): Markup {
  return html`<details class="more"><summary>Network, commands and firmware faults</summary><div class="buttons small">
${button(`${identity}/go-offline?ms=60000`, "Offline for 1 min")}${button(`${identity}/reboot?kind=soft`, "Reboot softly")}${button(`${identity}/reboot?newTransactionId=true`, "Reboot, new transaction id")}${button(`${identity}/reboot?meter=reset`, "Reboot, meter at 0")}
${button(`${identity}/ignore-next-start`, "Accept next start, do nothing")}${button(`${identity}/ignore-next-start?answer=none`, "Leave next start unanswered")}${button(`${identity}/delay-next-start?ms=45000`, "Answer next start after 45 s")}
${button(`${identity}/reject-remote-stop`, "Reject next stop")}${button(`${identity}/ignore-remote-stop`, "Leave next stop unanswered")}${button(`${identity}/ignore-remote-stop?answer=accepted`, "Accept next stop, charge on")}
${button(`${identity}/refuse-next-profile`, "Refuse next charging profile")}
${button(`${identity}/drop-next-reply`, "Lose the reply to the next start")}${button(`${identity}/duplicate-next?action=StopTransaction`, "Send next stop twice")}${button(`${identity}/duplicate-next?action=MeterValues`, "Send next reading twice")}${button(`${identity}/reorder-meter-values`, "Swap two readings")}${button(`${identity}/stop-before-start`, "Stop before start")}${button(`${identity}/unknown-transaction-id`, "Next stop with id −1")}
${button(`${identity}/clock-skew?seconds=7200`, "Clock +2 h")}${button(`${identity}/clock-skew?seconds=0`, "Clock right")}${button(`${identity}/emergency-stop`, "Emergency stop", "quiet-alarm")}
${signedMeter ? signedFaults(identity) : null}</div></details>`;
}

function link(state: StationSnapshot): Markup {
  if (!state.online) {
    const why = state.connectionError === null ? "" : ` · ${state.connectionError}`;
    return html`<span class="pill wait">${icon("offline")}Offline</span><span class="why">${why}</span>`;
  }
  return state.accepted
    ? html`<span class="pill go">${icon("online")}Online</span>`
    : html`<span class="pill wait">${icon("online")}Booting</span>`;
}

function facts(state: StationSnapshot): Markup {
  const chips = [
    ...(state.queueLength > 0 ? [`${state.queueLength} messages waiting`] : []),
    ...(state.clockSkewS !== 0 ? [`Clock ${state.clockSkewS > 0 ? "+" : ""}${state.clockSkewS} s`] : []),
    ...state.armedFaults.map((fault) => `Armed: ${faultWords(fault)}`),
  ];
  return html`${chips.map((chip) => html`<span class="chip">${chip}</span>`)}${state.display === null ? null : html`<p class="display"><span>Display</span>${state.display}</p>`}`;
}

function stationButtons(identity: string, state: StationSnapshot): Markup {
  return html`${state.online ? button(`${identity}/go-offline`, "Go offline") : button(`${identity}/come-online`, "Come online", "primary")}${button(`${identity}/reboot`, "Reboot")}${button(`${identity}/refuse-next-start`, "Refuse next start")}${state.armedFaults.length > 0 ? button(`${identity}/clear-faults`, "Disarm") : null}`;
}

/** One station with its connectors. Elements with `data-part` are what the page replaces while it is open. */
export function stationCard({ station, name, speed }: FleetMember): string {
  const state = station.snapshot();
  const identity = encodeURIComponent(state.identity);
  const key = identity;
  return html`<article class="station" id="station-${identity}" aria-labelledby="name-${identity}">
<header><div><h2 id="name-${identity}">${name}</h2><p>${name === state.identity ? null : html`<code>${state.identity}</code> · `}${state.vendor} ${state.model}${state.signedMeter ? " · signed meter" : ""}${speed === 1 ? null : ` · time ×${speed}`}</p></div>
${part(`link ${key}`, "link", link(state))}</header>
${part(`facts ${key}`, "facts", facts(state))}
<div class="bays">${state.connectors.map((connector) => bay(identity, name, connector))}</div>
<footer><form method="post">${part(`station ${key}`, "buttons", stationButtons(identity, state))}${stationFaults(identity, state.signedMeter)}</form></footer>
</article>`.text;
}
