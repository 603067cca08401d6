/** The terminal itself: a dark housing with a lit screen, the same in both themes, and the cards to tap. */
export const DEVICE_STYLES = `
.stand { display: grid; gap: 16px; justify-items: center; align-content: start; }
.device { width: 100%; max-width: 372px; padding: 14px 16px 12px; border-radius: 30px; background: oklch(26% 0.01 262); border: 1px solid oklch(38% 0.01 262); box-shadow: inset 0 0 0 5px oklch(21% 0.01 262); color: oklch(95% 0.006 258);
  --go: oklch(82% 0.18 152); --wait: oklch(83% 0.13 78); --alarm: oklch(76% 0.15 25); --soft: oklch(75% 0.016 258); --line: oklch(36% 0.018 262); --ink: oklch(96% 0.006 258); --accent: oklch(80% 0.19 152); --on-accent: oklch(20% 0.04 155); }
.lamps { display: flex; justify-content: center; gap: 14px; padding: 6px 0 12px; } .lamps i { width: 22px; height: 5px; border-radius: 3px; background: oklch(36% 0.01 262); }
.lamps.ready i:first-child { background: var(--go); } .lamps.busy i:nth-child(-n+2) { background: var(--wait); } .lamps.go i { background: var(--go); } .lamps.alarm i { background: var(--alarm); }
.screen { height: 464px; border-radius: 12px; background: oklch(16% 0.018 262); border: 1px solid oklch(12% 0.01 262); padding: 16px; overflow: hidden; display: grid; }
.screen > div { overflow: auto; scrollbar-width: thin; display: grid; align-content: start; gap: 11px; min-height: 0; min-width: 0; }
.screen h3 { font-size: 22px; line-height: 1.2; letter-spacing: -0.015em; } .screen p { font-size: 14px; color: var(--soft); overflow-wrap: anywhere; }
.screen .notice { align-content: center; justify-items: center; text-align: center; } .screen .notice .icon { width: 44px; height: 44px; color: var(--soft); }
.screen button { background: oklch(24% 0.018 262); border-color: var(--line); color: var(--ink); min-height: 48px; font-size: 15px; } .screen button:hover { background: oklch(29% 0.018 262); }
.screen button.stop { width: 100%; padding: 6px; white-space: nowrap; background: var(--ink); color: oklch(20% 0.02 262); border-color: var(--ink); font-weight: 600; } .screen button.stop:hover { background: oklch(88% 0.006 258); }
.screen button.go { width: 100%; background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; } .screen button.go:hover { filter: brightness(1.06); }
.screen button.plain { width: 100%; display: flex; align-items: center; justify-content: center; gap: 6px; background: none; }
.screen .choose { grid-template-rows: auto auto 1fr; align-content: stretch; } .choose h3 + p { margin-top: -8px; }
.places h4 { padding: 8px 0 0; color: var(--soft); font-weight: 500; } .places h4:first-child { padding-top: 0; }
.places { display: grid; gap: 8px; align-content: start; overflow: auto; min-height: 0; margin: 0 -6px; padding: 4px 6px; }
.place { display: flex; width: 100%; gap: 12px; align-items: center; text-align: left; padding: 8px 12px; min-height: 64px; }
.screen .number { flex: none; min-width: 34px; height: 34px; padding: 0 8px; border-radius: 8px; display: grid; place-items: center; background: var(--ink); color: oklch(18% 0.02 262); font-weight: 700; font-size: 17px; max-width: 96px; overflow: hidden; white-space: nowrap; }
.place .what { display: grid; flex: 1; min-width: 0; } .place .what b { font-weight: 600; } .place .what span { color: var(--soft); font-size: 14px; font-weight: 400; }
.screen .lamp { display: inline-flex; align-items: center; gap: 6px; font-size: 13px; font-weight: 600; color: var(--soft); white-space: nowrap; } .screen .lamp::before { content: ""; width: 8px; height: 8px; border-radius: 50%; background: currentColor; }
.screen .lamp.go { color: var(--go); } .screen .lamp.wait { color: var(--wait); } .screen .lamp.alarm { color: var(--alarm); }
.screen header { display: flex; gap: 10px; align-items: center; padding-bottom: 10px; border-bottom: 1px solid var(--line); } .screen header > span:last-child { display: grid; min-width: 0; line-height: 1.3; } .screen header b { font-weight: 600; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; } .screen header b + span { font-size: 13px; color: var(--soft); }
.screen .price, .screen .session { grid-auto-rows: min-content; align-content: stretch; } .screen footer { position: sticky; bottom: 0; padding-top: 4px; background: oklch(16% 0.018 262); align-self: end; display: grid; gap: 8px; grid-auto-columns: 1fr; }
.screen .price { grid-template-rows: auto auto auto auto auto 1fr; } .screen .session { display: flex; flex-direction: column; } .screen .session footer { margin-top: auto; align-self: stretch; grid-auto-flow: column; }
.prices { display: grid; gap: 4px; } .prices .first b { font-size: 38px; line-height: 1.1; letter-spacing: -0.025em; } .prices .first span { font-size: 17px; }
.prices .more { font-size: 15px; } .prices span { color: var(--soft); } .prices em { font-style: normal; }
.screen .hold { color: var(--ink); font-size: 15px; } .screen .call { color: var(--go); font-size: 19px; font-weight: 600; }
.screen .state { display: flex; gap: 12px; align-items: center; } .screen .state > .icon { width: 34px; height: 34px; color: var(--wait); } .session.go .state > .icon, .session.go .state h3 { color: var(--go); } .session.alarm .state > .icon { color: var(--alarm); }
.screen .state p:empty { display: none; } .screen .paid { font-size: 32px; line-height: 1.15; font-weight: 600; letter-spacing: -0.02em; color: var(--ink); }
.figures { display: grid; grid-template-columns: 1fr 1fr; gap: 8px 12px; } .figures dt { font-size: 13px; color: var(--soft); line-height: 1.3; } .figures dd { font-size: 20px; font-weight: 600; white-space: nowrap; } .figures small { font-size: 14px; font-weight: 400; color: var(--soft); }
.figures .big { grid-column: 1 / -1; } .figures .big dd { font-size: 38px; line-height: 1.1; letter-spacing: -0.025em; }
.bar { display: block; width: 100%; height: 5px; border-radius: 3px; overflow: hidden; } .bar .rail { fill: var(--line); } .bar .fill { fill: var(--go); } .used { display: grid; gap: 4px; font-size: 13px; color: var(--soft); }
.code { display: flex; gap: 12px; align-items: center; padding-top: 10px; border-top: 1px solid var(--line); } .screen .code p { display: grid; gap: 1px; font-size: 13px; min-width: 0; } .code b { font-size: 18px; letter-spacing: 0.02em; color: var(--ink); display: block; } .code a { color: var(--ink); }
.qr { flex: none; width: 76px; height: 76px; border-radius: 6px; } .qr .paper { fill: #fff; } .qr .ink { fill: #000; }
.lines { display: grid; font-size: 14px; } .lines div { display: flex; justify-content: space-between; gap: 12px; padding: 1px 0; } .lines dt { color: var(--soft); } .lines dd { text-align: right; }
.screen .receipt { gap: 8px; } .receipt .qr { width: 64px; height: 64px; } .receipt .quiet { font-size: 13px; } .session button.plain { padding: 6px; white-space: nowrap; }
.reader { display: flex; align-items: center; justify-content: space-between; gap: 16px; padding: 12px 10px 10px; color: oklch(52% 0.01 262); } .reader.awake { color: oklch(92% 0.006 258); }
.waves { width: 46px; height: 46px; fill: none; stroke: currentColor; stroke-width: 4; stroke-linecap: round; }
.slot { flex: 1; max-width: 210px; height: 40px; border-radius: 8px; background: oklch(20% 0.01 262); border-bottom: 5px solid oklch(11% 0.01 262); display: grid; place-items: center; color: oklch(52% 0.01 262); } .chip { width: 32px; height: 22px; fill: none; stroke: currentColor; stroke-width: 1.6; }
.plate { display: flex; justify-content: space-between; gap: 12px; padding: 0 10px; font-size: 11px; letter-spacing: 0.04em; color: oklch(66% 0.01 262); } .plate span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.wallet { width: 100%; max-width: 372px; } .wallet > .quiet { text-align: center; } .wallet legend { font-size: 14px; font-weight: 600; margin-bottom: 8px; padding: 0; } .wallet form { display: grid; gap: 12px; }
.cards { display: grid; grid-template-columns: repeat(3, 1fr); gap: 8px; }
.card { display: grid; align-content: space-between; justify-items: start; min-height: 56px; padding: 7px 10px; border-radius: 8px; text-align: left; color: oklch(100% 0 0); border-color: transparent; } .card b { font-size: 15px; font-weight: 700; white-space: nowrap; } .card span { font-size: 12px; font-weight: 400; }
.card.visa { background: oklch(36% 0.13 268); } .card.visa b { font-style: italic; text-transform: uppercase; letter-spacing: 0.02em; } .card.mastercard { background: oklch(34% 0.02 40); } .card.amex { background: oklch(46% 0.1 240); } .card.applepay { background: oklch(18% 0 0); border-color: oklch(45% 0 0); } .card.googlepay { background: oklch(100% 0 0); color: oklch(25% 0 0); border-color: oklch(75% 0 0); } .card.rfid { background: oklch(42% 0.09 155); }
.card:hover { filter: brightness(1.12); } .card.googlepay:hover { background: oklch(95% 0 0); filter: none; }
.card.visa:hover { background: oklch(36% 0.13 268); } .card.mastercard:hover { background: oklch(34% 0.02 40); } .card.amex:hover { background: oklch(46% 0.1 240); } .card.applepay:hover { background: oklch(18% 0 0); } .card.rfid:hover { background: oklch(42% 0.09 155); }
.wallet .own { grid-template-columns: 1fr 96px; align-items: center; gap: 12px; font-size: 13px; }
@media (prefers-reduced-motion: no-preference) { .reader.awake .waves { animation: breathe 1.6s ease-in-out infinite; } @keyframes breathe { 50% { opacity: 0.45; } } }
`;
