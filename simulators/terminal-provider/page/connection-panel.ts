import type { Provider } from "../provider";
import type { ConnectionStatus } from "../provider-state.model";
import { button, form } from "./forms";
import { html, type Markup } from "./html";
import { type IconName, icon } from "./pictures";

const STATUS: Readonly<Record<ConnectionStatus, readonly [string, IconName, string]>> = {
  none: ["No connection yet", "circle", "calm"],
  issued: ["Waiting for the operator to register", "clock", "wait"],
  registering: ["Registering…", "clock", "wait"],
  connected: ["Connected", "link", "go"],
  failed: ["Registration failed", "warning", "alarm"],
  ended: ["Ended", "cross", "calm"],
};

/** State of the connection as a badge: icon and word. */
export function connectionBadge({ state }: Provider): Markup {
  const [word, sign, tone] = STATUS[state.connection.status];
  const version = state.connection.status === "connected" ? ` · OCPI ${state.connection.version}` : "";
  return html`<span class="badge ${tone}">${icon(sign)}${word}${version}</span>`;
}

const fact = (name: string, value: string): Markup => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

function facts(provider: Provider): Markup {
  const { connection, objects } = provider.state;
  const peers = connection.peerParties.map(
    ({ countryCode, partyId, name }) => `${name} (${countryCode} ${partyId})`,
  );
  return html`<dl class="facts">
${fact("We are", `${provider.countryCode} ${provider.partyId}, role ${provider.role}, versions ${provider.versions.join(", ")}`)}
${fact("Our versions", provider.versionsUrl)}
${peers.length === 0 ? null : fact("Operator", peers.join(", "))}
${connection.peerVersionsUrl === null ? null : fact("Its versions", connection.peerVersionsUrl)}
${fact("Token uid", `${provider.tokenPrefix}${provider.separator}…`)}
${fact("Known", `${objects.locations.size} locations, ${objects.tariffs.size} tariffs, ${objects.sessions.size} sessions, ${objects.cdrs.size} CDRs`)}
</dl>${connection.lastError === null ? null : html`<p class="problem" role="status">${icon("warning")}${connection.lastError}</p>`}`;
}

function registration(provider: Provider): Markup {
  const base = `providers/${provider.id}`;
  return html`${form(
    `${base}/register`,
    {},
    html`<h4>Register with the operator</h4>
<label>Versions address <input name="versionsUrl" type="url" required placeholder="https://operator.example/ocpi/versions"></label>
<label>Token A from the operator <input name="token" required autocomplete="off" maxlength="64"></label>
<button class="primary">Register</button>`,
    { style: "stack" },
  )}${form(
    `${base}/issue-token`,
    {},
    html`<h4>Or let the operator register</h4>
<label>Token A for the operator, empty for a new one <input name="token" autocomplete="off" maxlength="64"></label>
<button>Issue token</button>`,
    { style: "stack issue" },
  )}`;
}

/** What the provider is, how it is connected, and what can be done about it. */
export function connectionPanel(provider: Provider): Markup {
  const base = `providers/${provider.id}`;
  const { status, issuedToken } = provider.state.connection;
  const acts =
    status === "connected"
      ? html`<div class="acts">${form(`${base}/crawl`, {}, button("Read locations and tariffs"))}${form(`${base}/rotate`, {}, button("New tokens (PUT)"))}${form(`${base}/unregister`, {}, button("Unregister (DELETE)", "quiet-alarm"))}${form(`${base}/forget`, {}, button("Forget silently", "quiet-alarm"))}</div>`
      : registration(provider);
  const issued =
    issuedToken === null
      ? null
      : html`<p class="issued">Token A for the operator <code>${issuedToken}</code> at <code>${provider.versionsUrl}</code></p>`;
  return html`${facts(provider)}${issued}${acts}`;
}

/** Settings that can be changed while it runs. */
export function settingsPanel(provider: Provider): Markup {
  const { settings } = provider;
  const check = (name: string, label: string, on: boolean) =>
    html`<label class="check"><input type="checkbox" name="${name}" value="true"${on ? checked : null}><input type="hidden" name="${name}" value="false"> ${label}</label>`;
  const encodings = (["auto", "base64", "raw"] as const).map(
    (name) =>
      html`<option value="${name}"${settings.tokenEncoding === name ? selected : null}>${name}</option>`,
  );
  return form(
    `providers/${provider.id}`,
    {},
    html`<label>Token encoding <select name="tokenEncoding">${encodings}</select></label>
<label>Hold when the tariff names none, in minor units <input name="defaultHoldMinor" inputmode="numeric" pattern="[0-9]+" required value="${settings.defaultHoldMinor}"></label>
<label>Tax that 2.1.1 leaves out, in percent <input name="vatPercentFor211" inputmode="decimal" required value="${settings.vatPercentFor211}"></label>
<label>Address where a driver finds a session; {session} and {code} are filled in <input name="driverLookupUrl" type="text" value="${settings.driverLookupUrl ?? ""}"></label>
${check("directPayment", "Payments also on 2.2.1 (Direct Payment)", settings.directPayment)}
${check("stopAtHold", "Stop when the cost reaches the hold", settings.stopAtHold)}
${check("publicVersions", "Versions without a token", settings.publicVersions)}
<button>Save settings</button>`,
    { method: "PATCH", style: "stack" },
  );
}

const checked = html` checked`;
const selected = html` selected`;
