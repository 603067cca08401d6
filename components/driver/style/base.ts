/** Type, page frame and the controls that every page shares. */
export const BASE_CSS = `
*,::before,::after{box-sizing:border-box}
html{background:var(--paper);color:var(--ink);font:400 1rem/1.5 "Inter",system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-bottom:7rem}
body,h1,h2,h3,p,ul,ol,dl,dd,fieldset,figure,table{margin:0;padding:0}
body{min-height:100dvh;display:flex;flex-direction:column;overflow-wrap:anywhere}
ul,ol{list-style:none}
fieldset{border:0;min-inline-size:0}
a{color:inherit;text-underline-offset:.2em;text-decoration-thickness:1px}
h1,h2,h3{line-height:1.2;text-wrap:balance;letter-spacing:-.015em}
h1{font-size:1.5rem;font-weight:650}
h2{font-size:1.0625rem;font-weight:620}
p{text-wrap:pretty}
b,strong{font-weight:650}
.m{color:var(--muted)}
.s{font-size:.875rem}
.i{width:1.25em;height:1.25em;flex:none;fill:none;stroke:currentColor;stroke-width:1.75;stroke-linecap:round;stroke-linejoin:round;vertical-align:-.25em}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px;border-radius:6px}
.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-999rem;top:.5rem;z-index:9;background:var(--surface);padding:.75rem 1rem;border-radius:8px}
.skip:focus{left:.5rem}
.bar,main,footer>div{width:100%;max-width:30rem;margin-inline:auto;padding-inline:max(1rem,env(safe-area-inset-left)) max(1rem,env(safe-area-inset-right))}
.bar{display:flex;align-items:center;justify-content:space-between;gap:1rem;min-height:3.25rem}
.op{font-weight:650;letter-spacing:-.01em;min-width:0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.test{background:var(--amber-soft);color:var(--ink);text-align:center;font-size:.8125rem;font-weight:550;padding:.3rem 1rem}
main{flex:1;display:flex;flex-direction:column;gap:1rem;padding-bottom:1.5rem}
main:focus{outline:none}
.lang{position:relative}
.lang summary{display:flex;align-items:center;gap:.375rem;min-height:3rem;padding-inline:.5rem;margin-inline-end:-.5rem;list-style:none;cursor:pointer;font-size:.9375rem}
summary::-webkit-details-marker{display:none}
.lang ul{position:absolute;right:-.5rem;top:3rem;z-index:5;min-width:11rem;background:var(--surface);border:1px solid var(--line);border-radius:12px;padding:.25rem;box-shadow:0 8px 24px oklch(0.2 0.03 262/.16)}
.lang a{display:flex;align-items:center;justify-content:space-between;min-height:3rem;padding-inline:.875rem;border-radius:8px;text-decoration:none}
.lang a[aria-current]{font-weight:620;background:var(--sunken)}
.card{background:var(--surface);border:1px solid var(--line);border-radius:12px;padding:1rem}
.card>h2{margin-bottom:.625rem}
.stack{display:flex;flex-direction:column;gap:.75rem}
.tight{display:flex;flex-direction:column;gap:.25rem}
.btn{display:flex;align-items:center;justify-content:center;gap:.5rem;width:100%;min-height:3.25rem;padding:.625rem 1.125rem;border:1px solid var(--edge);border-radius:12px;
background:var(--surface);color:var(--ink);font:inherit;font-weight:600;line-height:1.25;text-align:center;text-decoration:none;cursor:pointer;-webkit-appearance:none;appearance:none}
.btn:hover{background:var(--sunken)}
.go{background:var(--accent);color:var(--on-accent);border-color:var(--accent);font-size:1.0625rem;font-weight:650}
.go:hover{background:var(--accent);filter:brightness(1.08)}
.halt{border:2px solid var(--red);color:var(--red);font-weight:650}
.halt:hover{background:var(--red-soft)}
.btn[aria-disabled=true],.btn:disabled{opacity:.6;cursor:default;filter:none}
.inline{width:auto;min-height:3rem;padding-inline:1rem}
label{font-weight:550;display:block}
.in{width:100%;min-height:3.25rem;padding:.5rem .875rem;border:1px solid var(--edge);border-radius:12px;background:var(--surface);color:var(--ink);font:inherit;font-size:1.0625rem}
.in[aria-invalid=true]{border:2px solid var(--red)}
.codein{text-transform:uppercase;letter-spacing:.08em;font-weight:600}
.codein::placeholder{letter-spacing:.08em;font-weight:400;color:var(--muted)}
.err{color:var(--red);font-weight:550;display:flex;gap:.5rem}
.note{display:flex;gap:.625rem;border-radius:12px;padding:.75rem .875rem;background:var(--sunken)}
.note.ok{background:var(--accent-soft)}.note.wait{background:var(--amber-soft)}.note.bad{background:var(--red-soft)}
.note>div{min-width:0}
.note>.i{margin-top:.125rem}.note.ok>.i{color:var(--accent-text)}.note.wait>.i{color:var(--amber)}.note.bad>.i{color:var(--red)}
.act{position:sticky;bottom:0;z-index:2;margin:auto calc(-1*max(1rem,env(safe-area-inset-right))) -1.5rem calc(-1*max(1rem,env(safe-area-inset-left)));
padding:.75rem max(1rem,env(safe-area-inset-left)) max(.75rem,env(safe-area-inset-bottom));background:var(--paper);border-top:1px solid var(--line)}
@media (max-height:30em){.act{position:static}}
footer{border-top:1px solid var(--line);background:var(--surface);padding-block:1.25rem max(1.5rem,env(safe-area-inset-bottom));font-size:.9375rem}
footer>div{display:flex;flex-direction:column;gap:1rem}
.call{display:grid;grid-template-columns:1fr;gap:.5rem}
.call .btn{justify-content:flex-start;text-align:start;overflow-wrap:anywhere}
.legal{font-size:.8125rem;color:var(--muted);line-height:1.5}
.links{display:flex;flex-wrap:wrap;gap:0 1.25rem;font-size:.875rem}
.links a{display:inline-flex;align-items:center;min-height:3rem}
[hidden]{display:none!important}
.js{display:none}.has-js .js{display:flex}
.toast{position:fixed;inset:auto 1rem max(1rem,env(safe-area-inset-bottom));z-index:8;max-width:28rem;margin-inline:auto;background:var(--ink);color:var(--paper);border-radius:12px;padding:.75rem 1rem;text-align:center}
@media print{.bar .lang,.act,.btn,.test,.skip,.links{display:none}body{background:#fff}}
@media (prefers-reduced-motion:reduce){*{animation:none!important;transition:none!important}}
`;
