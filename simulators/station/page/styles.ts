/** Style sheet of the page: ink on paper, hairlines, one accent; amber waits for somebody, red needs a person. */
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
h1, h2, h3, p, dl, dd, ol { margin: 0; padding: 0; }
code, pre { font: 13px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.wrap { max-width: 1320px; margin: 0 auto; padding: 20px 16px 48px; }
.top { display: flex; flex-wrap: wrap; gap: 8px 20px; align-items: baseline; justify-content: space-between; margin-bottom: 16px; }
.top h1 { font-size: 24px; letter-spacing: -0.015em; line-height: 1.2; }
.top p { color: var(--soft); font-size: 14px; }
.sites { display: flex; flex-wrap: wrap; gap: 8px; margin: 0 0 16px; padding: 0; list-style: none; }
.sites a { display: inline-block; padding: 6px 14px; border: 1px solid var(--line); border-radius: 999px; color: inherit; text-decoration: none; font-size: 14px; background: var(--sheet); }
.sites a[aria-current] { border-color: var(--ink); font-weight: 600; }
.stations { display: grid; gap: 16px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 600px), 1fr)); align-items: start; }
.station { background: var(--sheet); border: 1px solid var(--line); border-radius: 12px; }
.station > header { display: flex; flex-wrap: wrap; gap: 4px 16px; justify-content: space-between; align-items: start; padding: 16px 16px 12px; }
h2 { font-size: 18px; line-height: 1.3; letter-spacing: -0.01em; overflow-wrap: anywhere; }
.station > header p { color: var(--soft); font-size: 14px; overflow-wrap: anywhere; }
.link { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 6px; font-size: 14px; }
.why { color: var(--soft); font-size: 13px; } .why:empty { display: none; }
.icon { width: 16px; height: 16px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }
.pill { display: inline-flex; align-items: center; gap: 6px; padding: 2px 10px 2px 8px; border-radius: 999px; font-weight: 600; font-size: 13px; line-height: 20px; }
.pill.go { color: var(--go); background: var(--wash); } .pill.wait { color: var(--wait); background: var(--wait-wash); }
.facts { display: flex; flex-wrap: wrap; gap: 6px; padding: 0 16px 12px; } .facts:empty { display: none; }
.chip { font-size: 13px; line-height: 20px; padding: 1px 10px; border-radius: 999px; color: var(--wait); background: var(--wait-wash); overflow-wrap: anywhere; }
.display { flex-basis: 100%; display: flex; gap: 12px; padding: 8px 12px; border: 1px solid var(--line); border-radius: 8px; background: var(--paper); font-size: 14px; font-weight: 600; }
.display span { color: var(--soft); font-weight: 400; }
.bays { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 270px), 1fr)); gap: 1px; overflow: hidden; border-block: 1px solid var(--line); }
.bay { box-shadow: 0 0 0 1px var(--line); padding: 12px 16px 16px; min-width: 0; }
.bay form { display: grid; gap: 12px; align-content: start; }
.bay header { display: flex; justify-content: space-between; align-items: baseline; gap: 8px; font-size: 14px; color: var(--soft); }
h3 { font-size: 14px; color: var(--ink); font-weight: 600; }
.picture { display: block; width: 100%; max-width: 264px; height: auto; margin: 0 auto; fill: none; stroke: var(--ink); stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.picture .ground { stroke: var(--line); stroke-width: 1.5; }
.picture .screen { stroke-width: 1.5; } .picture .bolt { fill: var(--line); stroke: none; }
.picture .lamp { stroke: var(--line); stroke-width: 3; }
.picture.go .bolt, .picture.go .fill { fill: var(--go); } .picture.go .lamp { stroke: var(--go); }
.picture.wait .lamp { stroke: var(--wait); } .picture.alarm .lamp { stroke: var(--alarm); }
.picture .cable { stroke-width: 3; } .picture .tip { stroke-width: 6; }
.picture.flowing .cable { stroke: var(--go); }
.picture .flow { display: none; }
.picture.flowing .flow { display: inline; stroke: var(--sheet); stroke-width: 1.2; stroke-dasharray: 3 9; animation: flow 1.2s linear infinite; }
.picture.empty .car { stroke: var(--line); stroke-dasharray: 2 4.5; stroke-width: 1.6; }
.picture .glass { stroke-width: 1.4; }
@keyframes flow { to { stroke-dashoffset: -24; } }
@media (prefers-reduced-motion: reduce) { .picture.flowing .flow { animation: none; } }
.state { display: flex; align-items: center; gap: 10px; min-height: 44px; }
.state > .icon { width: 22px; height: 22px; } .state strong { display: block; font-size: 18px; line-height: 1.25; letter-spacing: -0.01em; }
.state span span { color: var(--soft); font-size: 14px; line-height: 1.3; }
.state.go { color: var(--go); } .state.wait { color: var(--wait); } .state.alarm { color: var(--alarm); }
.numbers { display: grid; grid-template-columns: repeat(3, 1fr); gap: 8px 12px; padding-top: 10px; border-top: 1px solid var(--line); }
.numbers dt { font-size: 13px; color: var(--soft); line-height: 1.3; } .numbers dd { font-size: 16px; font-weight: 600; white-space: nowrap; }
.numbers small { font-size: 13px; font-weight: 400; color: var(--soft); }
.numbers .energy { grid-column: 1 / -1; } .numbers .energy dd { font-size: 34px; line-height: 1.1; letter-spacing: -0.02em; }
.numbers .energy small { font-size: 16px; letter-spacing: 0; }
.bar { display: block; width: 100%; height: 4px; border-radius: 2px; margin-top: 4px; overflow: hidden; }
.bar .rail { fill: var(--line); } .bar .fill { fill: var(--go); }
.buttons { display: grid; grid-template-columns: repeat(2, 1fr); gap: 8px; }
button { font: inherit; font-size: 15px; line-height: 1.2; min-height: 48px; padding: 6px 10px; border: 1px solid var(--line); border-radius: 10px; background: var(--sheet); color: var(--ink); cursor: pointer; font-weight: 500; }
button:hover { background: var(--hover); } button:active { border-color: var(--soft); }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; }
button.primary:hover { filter: brightness(1.06); }
button.quiet-alarm { color: var(--alarm); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.small { grid-template-columns: repeat(auto-fill, minmax(min(100%, 118px), 1fr)); padding: 8px 0; }
.small button { min-height: 48px; font-size: 13px; }
.more > summary, .log > summary { cursor: pointer; color: var(--soft); font-size: 14px; padding: 6px 0; min-height: 32px; }
.more > summary:hover, .log > summary:hover { color: var(--ink); }
.station > footer { padding: 12px 16px 8px; } .station > footer form { display: grid; gap: 4px; }
.station > footer > form > .buttons { grid-template-columns: repeat(auto-fit, minmax(min(100%, 140px), 1fr)); }
.log { margin-top: 24px; border-top: 1px solid var(--line); padding-top: 8px; }
.log > summary { font-size: 16px; font-weight: 600; color: var(--ink); }
.frames { position: relative; list-style: none; max-height: 520px; overflow: auto; border: 1px solid var(--line); border-radius: 12px; background: var(--sheet); font-size: 13px; }
.frames:empty::after { content: "No frames yet."; display: block; padding: 16px; color: var(--soft); }
.frame + .frame { border-top: 1px solid var(--line); }
.frame summary { display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 10px; padding: 6px 12px; cursor: pointer; list-style: none; }
.frame summary::-webkit-details-marker { display: none; } .frame summary:hover { background: var(--hover); }
.frame time, .frame .who, .frame .kind { color: var(--soft); } .frame .arrow { position: relative; font-weight: 700; } .frame.sent .arrow { color: var(--go); }
.frame .kind:empty { display: none; } .frame.error b, .frame.unreadable b { color: var(--alarm); } .frame em { font-style: normal; color: var(--wait); font-weight: 600; }
.frame .what { overflow-wrap: anywhere; } .frame pre { margin: 0; padding: 4px 12px 10px; white-space: pre-wrap; overflow-wrap: anywhere; color: var(--soft); }
.lost { display: none; } .lost.shown { display: block; margin-bottom: 12px; padding: 8px 12px; border-radius: 8px; color: var(--wait); background: var(--wait-wash); font-size: 14px; }
@media (min-width: 720px) { .station > header { flex-wrap: nowrap; } .link { justify-content: end; max-width: 45%; flex: none; } .wrap { padding: 28px 24px 64px; } button { min-height: 44px; font-size: 14px; padding: 6px; } .small button { min-height: 36px; font-size: 13px; }
  .frame summary { display: grid; grid-template-columns: 96px 18px 168px 48px 150px 1fr; align-items: baseline; } .frame .kind:empty { display: block; } .frame em { grid-column: 6; } }
`;
