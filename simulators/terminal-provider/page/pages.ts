import type { TerminalProviderControl } from "../control";
import type { Provider } from "../provider";
import type { Terminal } from "../provider-state.model";
import { isOver } from "../terminal/transaction.model";
import { connectionBadge, connectionPanel, settingsPanel } from "./connection-panel";
import { device, part } from "./device";
import { faultCount, faultPanel } from "./fault-panel";
import { html, Markup } from "./html";
import { messageRow } from "./message-row";

/** A page that stays up to date. */
export interface Page {
  readonly title: string;
  readonly content: Markup;
  /** Whose messages the log shows; null without a log. */
  readonly providerId: string | null;
}

const link = (...path: string[]) => `/${path.map(encodeURIComponent).join("/")}`;

/** The page of an address below `/`, or null when there is none. */
export function pageOf(control: TerminalProviderControl, path: readonly string[]): Page | null {
  const [root, providerId = "", terminalId] = path;
  if (root === undefined) return homePage(control);
  const provider = control.all().find(({ id }) => id === providerId);
  if (provider === undefined) return null;
  if (root === "providers" && path.length === 2) return providerPage(control, provider);
  const terminal = provider.state.terminals.get(terminalId ?? "");
  if (root !== "terminals" || terminal === undefined || path.length !== 3) return null;
  return terminalPage(control, provider, terminal);
}

function terminalRow(provider: Provider, terminal: Terminal): Markup {
  const running = [...provider.state.transactions.values()].filter(
    ({ terminalId, state }) => terminalId === terminal.id && !isOver(state),
  ).length;
  const assigned = [...(terminal.locationIds ?? []), ...(terminal.evseUids ?? [])].length;
  const note = [
    terminal.reference ?? terminal.id,
    assigned === 0 ? "all chargers" : `${assigned} assigned`,
    ...(terminal.active ? [] : ["out of service"]),
    ...(running > 0 ? [`${running} running`] : []),
  ].join(" · ");
  return html`<li><a href="${link("terminals", provider.id, terminal.id)}"><span class="mini" aria-hidden="true"><i></i></span><span><b>${terminal.label ?? terminal.id}</b><span>${note}</span></span></a></li>`;
}

function homePage(control: TerminalProviderControl): Page {
  const providers = control.all().map((provider) => {
    const rows = [...provider.state.terminals.values()].map((terminal) => terminalRow(provider, terminal));
    return html`<section class="sheet"><header><div><h2><a href="${link("providers", provider.id)}">${provider.settings.name}</a></h2><p>${provider.countryCode} ${provider.partyId} · ${provider.role}</p></div>${connectionBadge(provider)}</header>
${rows.length === 0 ? html`<p class="quiet">No terminals.</p>` : html`<ul class="terminals">${rows}</ul>`}</section>`;
  });
  const content =
    providers.length === 0
      ? html`<p class="empty">No providers yet. Name a file with providers in TERMINAL_SIMULATOR_CONFIG, or add one by POST /control/providers.</p>`
      : html`<div class="grid">${providers}</div>`;
  return {
    title: "Payment terminals",
    content: html`<div class="top"><h1>Payment terminals</h1><p>Simulated terminal providers · OCPI 2.1.1, 2.2.1, 2.3.0</p></div>${part("home", "", content)}`,
    providerId: null,
  };
}

function panels(control: TerminalProviderControl, provider: Provider, openConnection: boolean): Markup {
  const rows = control.messages({ providerId: provider.id }).slice(-100).reverse();
  const open = new Markup(" open");
  return html`<details class="sheet" open><summary><h2>Messages</h2></summary><ol class="messages" aria-label="Newest first" tabindex="0">${rows.map((entry) => new Markup(messageRow(entry)))}</ol></details>
<details class="sheet"><summary><h2>Faults</h2>${part("fault-count", "count", html`${faultCount(provider)}`)}</summary>${part("faults", "", faultPanel(provider))}</details>
<details class="sheet"${openConnection ? open : null}><summary><h2>Connection</h2>${part("badge", "count", connectionBadge(provider))}</summary>${part("connection", "body", connectionPanel(provider))}</details>
<details class="sheet"><summary><h2>Settings</h2></summary><div class="body">${settingsPanel(provider)}</div></details>`;
}

const crumbs = (title: string, note: string): Markup =>
  html`<div class="top"><div><p><a href="/">Payment terminals</a></p><h1>${title}</h1></div><p>${note}</p></div>`;

function providerPage(control: TerminalProviderControl, provider: Provider): Page {
  const { name } = provider.settings;
  const rows = [...provider.state.terminals.values()].map((terminal) => terminalRow(provider, terminal));
  const content = html`${crumbs(name, `${provider.countryCode} ${provider.partyId} · ${provider.role}`)}
<div class="panels">${rows.length === 0 ? null : html`<section class="sheet"><ul class="terminals">${rows}</ul></section>`}${panels(control, provider, true)}</div>`;
  return { title: name, content, providerId: provider.id };
}

function terminalPage(control: TerminalProviderControl, provider: Provider, terminal: Terminal): Page {
  const title = terminal.label ?? terminal.id;
  const content = html`${crumbs(title, `${provider.settings.name} · ${provider.countryCode} ${provider.partyId}`)}
<div class="beside"><div class="stand">${device(provider, terminal)}</div><div class="panels">${panels(control, provider, provider.state.connection.status !== "connected")}</div></div>`;
  return { title: `${title} · ${provider.settings.name}`, content, providerId: provider.id };
}
