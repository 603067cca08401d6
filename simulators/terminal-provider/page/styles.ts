/** Style sheet of the pages: ink on paper, hairlines, one accent; amber waits for somebody, red needs a person. */
export const STYLES = `
:root { color-scheme: light dark;
  --paper: oklch(98.6% 0.003 255); --sheet: oklch(100% 0 0); --ink: oklch(23% 0.03 262); --soft: oklch(49% 0.022 260);
  --line: oklch(89.5% 0.008 258); --hover: oklch(96.5% 0.006 258); --accent: oklch(51% 0.14 152); --on-accent: oklch(100% 0 0);
  --go: oklch(48% 0.14 152); --wait: oklch(51% 0.115 65); --alarm: oklch(51% 0.19 27); --wash: oklch(96.6% 0.03 152);
  --wait-wash: oklch(97% 0.035 80); --alarm-wash: oklch(96.5% 0.02 27); }
@media (prefers-color-scheme: dark) { :root {
  --paper: oklch(17.5% 0.014 262); --sheet: oklch(20.5% 0.016 262); --ink: oklch(95% 0.006 258); --soft: oklch(72% 0.018 258);
  --line: oklch(31% 0.018 262); --hover: oklch(25.5% 0.018 262); --accent: oklch(79% 0.19 152); --on-accent: oklch(20% 0.04 155);
  --go: oklch(80% 0.18 152); --wait: oklch(81% 0.13 78); --alarm: oklch(73% 0.16 25); --wash: oklch(25% 0.035 155);
  --wait-wash: oklch(26% 0.035 75); --alarm-wash: oklch(26% 0.05 25); } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif; font-variant-numeric: tabular-nums; -webkit-text-size-adjust: 100%; }
h1, h2, h3, h4, p, dl, dd, ol, ul, fieldset { margin: 0; padding: 0; border: 0; }
ul, ol { list-style: none; }
code, pre { font: 13px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere; }
a { color: inherit; text-decoration-color: var(--line); text-underline-offset: 3px; } a:hover { text-decoration-color: currentColor; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.quiet { color: var(--soft); font-size: 14px; }
.wrap { max-width: 1320px; margin: 0 auto; padding: 20px 16px 48px; }
.top { display: flex; flex-wrap: wrap; gap: 8px 20px; align-items: end; justify-content: space-between; margin-bottom: 16px; }
.top h1 { font-size: 24px; letter-spacing: -0.015em; line-height: 1.2; overflow-wrap: anywhere; } .top p { color: var(--soft); font-size: 14px; }
.grid { display: grid; gap: 16px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 380px), 1fr)); align-items: start; }
.sheet { background: var(--sheet); border: 1px solid var(--line); border-radius: 12px; min-width: 0; }
.sheet > header, .sheet > summary { display: flex; flex-wrap: wrap; gap: 4px 12px; justify-content: space-between; align-items: center; padding: 12px 16px; }
.sheet > header { align-items: start; }
.sheet > summary { cursor: pointer; min-height: 48px; list-style: none; border-radius: 12px; } .sheet > summary:hover { background: var(--hover); }
.sheet > summary::-webkit-details-marker { display: none; }
.sheet > summary h2::before { content: "▸"; display: inline-block; width: 20px; color: var(--soft); font-size: 14px; } .sheet[open] > summary h2::before { content: "▾"; }
h2 { font-size: 16px; line-height: 1.35; letter-spacing: -0.01em; overflow-wrap: anywhere; } h4 { font-size: 13px; font-weight: 600; }
.sheet header p, .count { color: var(--soft); font-size: 14px; }
.sheet > .quiet { padding: 0 16px 16px; }
.body { padding: 0 16px 16px; display: grid; gap: 16px; }
.empty { padding: 24px; border: 1px dashed var(--line); border-radius: 12px; color: var(--soft); }
.terminals li + li { border-top: 1px solid var(--line); } .sheet > header + .terminals { border-top: 1px solid var(--line); }
.terminals a { display: flex; gap: 14px; align-items: center; padding: 12px 16px; text-decoration: none; min-height: 64px; border-radius: 12px; } .terminals a:hover { background: var(--hover); }
.terminals a > span:last-child { display: grid; min-width: 0; } .terminals a b { font-weight: 600; overflow-wrap: anywhere; } .terminals a b + span { color: var(--soft); font-size: 14px; overflow-wrap: anywhere; }
.mini { flex: none; width: 28px; height: 42px; border-radius: 6px; background: oklch(27% 0.012 262); border: 1px solid oklch(40% 0.012 262); padding: 5px 4px; } .mini i { display: block; height: 20px; border-radius: 2px; background: oklch(80% 0.17 152); }
.icon { width: 16px; height: 16px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }
.badge { display: inline-flex; align-items: center; gap: 6px; padding: 2px 10px 2px 8px; border-radius: 999px; font-weight: 600; font-size: 13px; line-height: 20px; color: var(--soft); background: var(--hover); }
.badge.go { color: var(--go); background: var(--wash); } .badge.wait { color: var(--wait); background: var(--wait-wash); } .badge.alarm { color: var(--alarm); background: var(--alarm-wash); }
.beside { display: grid; gap: 24px; } .panels { display: grid; gap: 12px; align-content: start; min-width: 0; }
button { font: inherit; font-size: 15px; line-height: 1.2; min-height: 48px; padding: 6px 14px; border: 1px solid var(--line); border-radius: 10px; background: var(--sheet); color: var(--ink); cursor: pointer; font-weight: 500; }
button:hover { background: var(--hover); } button:active { border-color: var(--soft); }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; } button.primary:hover { filter: brightness(1.06); }
button.quiet-alarm { color: var(--alarm); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
label { display: grid; gap: 4px; font-size: 14px; color: var(--soft); }
input, select { font: inherit; font-size: 16px; color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 8px; min-height: 44px; padding: 6px 10px; width: 100%; min-width: 0; }
label.check { display: flex; align-items: center; gap: 10px; color: var(--ink); min-height: 32px; } label.check input[type=checkbox] { width: 20px; height: 20px; min-height: 0; accent-color: var(--accent); flex: none; }
.stack { display: grid; max-width: 600px; gap: 12px; justify-items: stretch; } .stack > button { justify-self: start; } .issue { border-top: 1px solid var(--line); padding-top: 16px; }
.acts { display: flex; flex-wrap: wrap; gap: 8px; }
.facts { display: grid; gap: 6px; font-size: 14px; } .facts div { display: grid; grid-template-columns: 104px 1fr; gap: 8px; } .facts dt { color: var(--soft); } .facts dd { overflow-wrap: anywhere; }
.problem { display: flex; gap: 8px; align-items: start; padding: 8px 12px; border-radius: 8px; color: var(--alarm); background: var(--alarm-wash); font-size: 14px; overflow-wrap: anywhere; } .problem .icon { margin-top: 2px; }
.issued { padding: 10px 12px; border-radius: 8px; background: var(--wash); font-size: 14px; }
.faults { padding: 0 16px 8px; } .clear { padding: 0 16px 8px; }
.fault { display: flex; gap: 16px; align-items: center; justify-content: space-between; padding: 8px 0; border-top: 1px solid var(--line); }
.fault .words { display: grid; font-size: 14px; min-width: 0; } .fault .words b { font-weight: 600; } .fault .words span { color: var(--soft); } .fault small { font-size: 13px; white-space: nowrap; }
.fault button { flex: none; width: 76px; padding: 6px; } .fault button.on { background: var(--wait-wash); color: var(--wait); border-color: var(--wait); font-weight: 600; }
.messages { position: relative; max-height: 480px; overflow: auto; font-size: 13px; border-top: 1px solid var(--line); border-radius: 0 0 12px 12px; }
.messages:empty::after { content: "No messages yet."; display: block; padding: 16px; color: var(--soft); }
.message + .message { border-top: 1px solid var(--line); }
.message summary { display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 10px; padding: 7px 16px; cursor: pointer; list-style: none; min-height: 32px; } .message summary::-webkit-details-marker { display: none; } .message summary:hover { background: var(--hover); }
.message time, .message .ms { color: var(--soft); } .message .arrow { position: relative; font-weight: 700; } .message .arrow.out { color: var(--go); }
.message .what { overflow-wrap: anywhere; flex: 1 1 150px; } .message .status { font-weight: 600; color: var(--go); } .message.bad .status { color: var(--alarm); }
.message .remarks { flex-basis: 100%; display: flex; flex-wrap: wrap; gap: 2px 10px; } .message em { font-style: normal; color: var(--wait); font-weight: 600; } .message em.complaint { color: var(--alarm); }
.message details > h4, .message pre { margin: 0; padding: 0 16px; } .message pre { white-space: pre-wrap; color: var(--soft); padding-bottom: 10px; max-height: 320px; overflow: auto; }
.lost, .toast { display: none; } .lost.shown { display: block; margin-bottom: 12px; padding: 8px 12px; border-radius: 8px; color: var(--wait); background: var(--wait-wash); font-size: 14px; }
.toast.shown { display: block; position: fixed; left: 50%; bottom: 24px; translate: -50% 0; max-width: min(92vw, 560px); padding: 12px 16px; border-radius: 10px; background: var(--ink); color: var(--paper); font-size: 14px; z-index: 2; overflow-wrap: anywhere; white-space: pre-line; }
@media (min-width: 720px) { .wrap { padding: 28px 24px 64px; } button { min-height: 40px; font-size: 14px; } .fault button { min-height: 36px; }
  .message summary { display: grid; grid-template-columns: 92px 18px 60px 1fr auto 64px; } .message .ms { text-align: right; } .message .remarks { grid-column: 4 / -1; } .facts div { grid-template-columns: 120px 1fr; } }
@media (min-width: 960px) { .beside { grid-template-columns: 372px minmax(0, 1fr); gap: 32px; } .stand { position: sticky; top: 24px; align-self: start; } }
`;
