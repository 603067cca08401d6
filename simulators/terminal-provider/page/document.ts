import { CLIENT_SCRIPT } from "./client-script";
import { DEVICE_STYLES } from "./device-styles";
import { html, Markup } from "./html";
import type { Page } from "./pages";
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
    "frame-ancestors 'none'",
  ].join("; ");
}

/** A page as a whole document. */
export function pageDocument(page: Page, nonce: string): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title} · terminal simulator</title>
<style nonce="${nonce}">${new Markup(STYLES)}${new Markup(DEVICE_STYLES)}</style>
</head>
<body>
<main class="wrap">
<p class="lost" role="status">The simulator does not answer. Trying again.</p>
<p class="toast" role="alert"></p>
${page.content}
</main>
<script nonce="${nonce}">${new Markup(CLIENT_SCRIPT)}</script>
</body>
</html>`.text;
}
