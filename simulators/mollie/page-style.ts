/** The one style sheet of all pages: ink on paper, hairlines, large targets, both themes, 360 px first. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --paper: oklch(0.985 0.003 250);
  --card: oklch(1 0 0);
  --ink: oklch(0.22 0.03 260);
  --soft: oklch(0.46 0.02 260);
  --line: oklch(0.89 0.008 260);
  --accent: oklch(0.45 0.11 160);
  --on-accent: oklch(1 0 0);
  --wait: oklch(0.96 0.045 85);
  --wait-ink: oklch(0.4 0.08 70);
  --alarm: oklch(0.97 0.02 25);
  --alarm-ink: oklch(0.45 0.16 25);
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: oklch(0.18 0.015 260);
    --card: oklch(0.22 0.017 260);
    --ink: oklch(0.95 0.006 260);
    --soft: oklch(0.75 0.015 260);
    --line: oklch(0.34 0.015 260);
    --accent: oklch(0.82 0.15 155);
    --on-accent: oklch(0.2 0.03 160);
    --wait: oklch(0.3 0.045 80);
    --wait-ink: oklch(0.9 0.08 85);
    --alarm: oklch(0.28 0.06 25);
    --alarm-ink: oklch(0.88 0.08 25);
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 Inter, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  font-variant-numeric: tabular-nums;
}
.banner {
  margin: 0; padding: 10px 16px; background: var(--wait); color: var(--wait-ink);
  border-bottom: 1px solid var(--line); font-size: 14px; text-align: center;
}
main { width: 100%; max-width: 440px; margin: 0 auto; padding: 24px 16px 48px; }
main.wide { max-width: 960px; }
main.wide .facts { display: grid; gap: 12px 24px; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); }
main.wide .facts div + div { margin-top: 0; }
h1 { margin: 0; font-size: 16px; font-weight: 500; color: var(--soft); }
h2 { margin: 32px 0 8px; font-size: 14px; font-weight: 500; color: var(--soft); }
.amount { margin: 4px 0 0; font-size: 44px; line-height: 1.15; font-weight: 640; letter-spacing: -0.02em; }
.facts { margin: 20px 0; padding: 16px 0; border: solid var(--line); border-width: 1px 0; }
.facts div + div { margin-top: 12px; }
.facts dt { color: var(--soft); font-size: 14px; }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.note { margin: 12px 0 0; color: var(--soft); }
.alert {
  margin: 0 0 20px; padding: 12px 16px; border: 1px solid var(--line); border-radius: 12px;
  background: var(--alarm); color: var(--alarm-ink);
}
form { margin: 0; }
button, .button {
  display: flex; align-items: center; justify-content: space-between; gap: 12px;
  width: 100%; min-height: 56px; padding: 8px 16px; border: 1px solid var(--line); border-radius: 12px;
  background: var(--card); color: var(--ink); font: inherit; font-weight: 560; text-align: left;
  text-decoration: none; cursor: pointer;
}
button + button { margin-top: 8px; }
button:hover, .button:hover { border-color: var(--soft); }
button:focus-visible, a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
button .hint { color: var(--soft); font-size: 14px; font-weight: 400; text-align: right; white-space: nowrap; }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); justify-content: center; }
button.wallet { background: var(--ink); border-color: var(--ink); color: var(--paper); justify-content: center; }
button.quiet { justify-content: center; background: transparent; }
.gap { height: 24px; }
.outcomes { margin-top: 32px; padding-top: 4px; border-top: 1px solid var(--line); }
.outcomes h2 { margin-top: 20px; margin-bottom: 0; }
.outcomes p { margin: 0 0 12px; color: var(--soft); font-size: 14px; }
.outcomes .rows { border: 1px solid var(--line); border-radius: 12px; overflow: hidden; }
.outcomes .rows button {
  min-height: 48px; margin: 0; border: 0; border-radius: 0; background: var(--card); font-size: 15px; font-weight: 400;
}
.outcomes .rows button + button { border-top: 1px solid var(--line); }
.outcomes .rows button:focus-visible { outline-offset: -3px; }
table { width: 100%; border-collapse: collapse; font-size: 14px; }
th, td { padding: 10px 12px 10px 0; border-bottom: 1px solid var(--line); text-align: left; white-space: nowrap; }
th { color: var(--soft); font-weight: 500; }
td.number, th.number { text-align: right; }
td.wrap { white-space: normal; overflow-wrap: anywhere; min-width: 12em; }
.scroll { overflow-x: auto; }
.acts { display: grid; gap: 8px; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); }
.acts button { min-height: 48px; margin: 0; }
a { color: inherit; }
@media (min-width: 480px) { main { padding-top: 48px; } }
`;
