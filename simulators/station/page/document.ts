import type { FleetMember } from "../fleet-member";
import type { Frame } from "../station.model";
import { CLIENT_SCRIPT } from "./client-script";
import { frameRow } from "./frame-row";
import { html, Markup } from "./html";
import { stationCard } from "./station-card";
import { STYLES } from "./styles";

/** Content security policy of the page: nothing from elsewhere, only its own style and script. */
export function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
  ].join("; ");
}

function siteLinks(sites: readonly string[], current: string | null): Markup | null {
  if (sites.length < 2) return null;
  const link = (href: string, label: string, here: boolean) =>
    html`<li><a href="${href}"${here ? new Markup(' aria-current="page"') : null}>${label}</a></li>`;
  return html`<nav aria-label="Sites"><ul class="sites">${link("/", "All sites", current === null)}${sites.map((site) => link(`/?site=${encodeURIComponent(site)}`, site, site === current))}</ul></nav>`;
}

/** The whole page: every station of the site, or of all sites when `site` is null or unknown, and the frame log. */
export function pageDocument(
  members: ReadonlyMap<string, FleetMember>,
  frames: readonly Frame[],
  site: string | null,
  nonce: string,
): string {
  const sites = [...new Set([...members.values()].map((member) => member.site))];
  const chosen = site !== null && sites.includes(site) ? site : null;
  const visible = [...members].filter(([, member]) => chosen === null || member.site === chosen);
  const identities = new Set(visible.map(([identity]) => identity));
  const rows = frames.filter(({ identity }) => identities.has(identity)).toReversed();
  const title = chosen ?? (sites.length === 1 ? sites[0] : null) ?? "Stations";
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · station simulator</title>
<style nonce="${nonce}">${new Markup(STYLES)}</style>
</head>
<body>
<main class="wrap">
<div class="top"><h1>${title}</h1><p>Simulated charging stations · OCPP 1.6</p></div>
${siteLinks(sites, chosen)}
<p class="lost" role="status">The simulator does not answer. Trying again.</p>
<div class="stations">${visible.map(([, member]) => new Markup(stationCard(member)))}</div>
<details class="log"><summary>Messages on the wire</summary><ol class="frames" aria-label="Newest first" tabindex="0">${rows.map((frame) => new Markup(frameRow(frame)))}</ol></details>
</main>
<script nonce="${nonce}">${new Markup(CLIENT_SCRIPT)}</script>
</body>
</html>`.text;
}
