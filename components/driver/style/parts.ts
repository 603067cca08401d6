/** The parts of the scan, session and receipt pages. */
export const PARTS_CSS = `
.big b,.rows b,.eg,.holds,.mid,.stats dd,.steps,.count,.proof dd,.sum b,.num,.facts dd,.tag,[data-t]{font-variant-numeric:tabular-nums}
.place{display:flex;flex-direction:column;gap:.125rem;padding-top:.25rem}
.place h1{font-size:1.375rem}
.plate{display:inline-block;border:1.5px solid var(--ink);border-radius:6px;padding:0 .4em;font-weight:680;letter-spacing:.02em;overflow-wrap:anywhere}
.spec{display:flex;flex-wrap:wrap;gap:.125rem 1rem;font-size:.9375rem}
.spec span{display:inline-flex;align-items:center;gap:.375rem}
.price{display:flex;flex-direction:column;gap:.625rem}
.big{display:flex;align-items:baseline;flex-wrap:wrap;gap:0 .5rem;line-height:1.05}
.big b{font-size:clamp(2.75rem,14vw,3.75rem);font-weight:720;letter-spacing:-.035em}
.big span{font-size:1.125rem;font-weight:550;color:var(--muted)}
.rows{border-top:1px solid var(--line)}
.rows li{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.125rem 1rem;padding-block:.5rem;border-bottom:1px solid var(--line)}
.rows li:last-child{border-bottom:0;padding-bottom:0}
.rows b{font-weight:620;text-align:end}
.rows b span{white-space:nowrap}
.rows li>span{flex:1 1 5.5rem;min-width:0}
.rows small{flex-basis:100%;font-size:.875rem;color:var(--muted);line-height:1.4}
.tag{display:inline-flex;align-items:center;gap:.25rem;border-radius:6px;padding:0 .4rem;background:var(--accent-soft);color:var(--accent-text);font-size:.8125rem;font-weight:600;line-height:1.6;white-space:nowrap}
.eg{background:var(--sunken);border-radius:8px;padding:.5rem .75rem;font-weight:550}
.holds{display:grid;grid-template-columns:repeat(auto-fit,minmax(4.75rem,1fr));gap:.5rem;margin-block:.625rem}
.holds label{position:relative;display:flex;flex-direction:column;align-items:center;justify-content:center;min-height:4rem;padding:.375rem .25rem;border:1px solid var(--edge);border-radius:12px;cursor:pointer;text-align:center}
.holds input{position:absolute;inset:0;opacity:0;margin:0;width:100%;height:100%;cursor:pointer}
.holds b{font-size:1.1875rem}
.holds small{font-size:.8125rem;font-weight:400;color:var(--muted);line-height:1.3}
.holds label:has(:checked){border:2px solid var(--accent-text);background:var(--accent-soft)}
.holds label:has(:checked) small{color:var(--ink)}
.holds label:has(:checked) b::before{content:"✓ ";font-weight:650}
.holds label:has(:focus-visible){outline:3px solid var(--focus);outline-offset:2px}
.amt{display:none}
.each{display:none}
@supports not selector(:has(*)){.holds,.pick{display:none}.each{display:flex}}
.next{counter-reset:n;display:flex;flex-direction:column;gap:.5rem}
.next li{counter-increment:n;display:grid;grid-template-columns:1.75rem 1fr;align-items:start}
.next li::before{content:counter(n);display:grid;place-items:center;width:1.375rem;height:1.375rem;margin-top:.0625rem;border-radius:50%;border:1px solid var(--edge);font-size:.8125rem;font-weight:600}
.alts li{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:1rem;min-height:3.5rem;border-bottom:1px solid var(--line)}
.alts li:last-child{border-bottom:0}
.alts a{display:flex;align-items:center;gap:.5rem;min-height:3rem;font-weight:600}
.state{display:flex;flex-direction:column;gap:.375rem;padding-top:.5rem}
.state h1{display:flex;align-items:center;gap:.625rem;font-size:1.625rem}
.badge{display:grid;place-items:center;width:2.25rem;height:2.25rem;border-radius:50%;background:var(--sunken);color:var(--muted);flex:none;font-size:1.0625rem}
.badge.ok{background:var(--accent);color:var(--on-accent)}.badge.wait{background:var(--amber-soft);color:var(--amber)}.badge.bad{background:var(--red-soft);color:var(--red)}
.ring{position:relative;width:min(17rem,76vw);margin:.25rem auto}
.ring svg{display:block;width:100%;transform:rotate(-90deg)}
.ring circle{fill:none;stroke-width:8}
.ring .track{stroke:var(--sunken)}
.ring .fill{stroke:var(--charge);stroke-linecap:round;transition:stroke-dashoffset .2s ease-out}
.ring.still .fill{stroke:var(--edge)}
.mid{position:absolute;inset:0;display:flex;flex-direction:column;align-items:center;justify-content:center;text-align:center;gap:.125rem}
.mid b{font-size:2.875rem;font-weight:720;letter-spacing:-.03em;line-height:1}
.mid .u{font-size:1.0625rem;font-weight:550;color:var(--muted)}
.mid .c{font-size:1.25rem;font-weight:650;margin-top:.375rem}
.mid .n{font-size:.8125rem;color:var(--muted);max-width:10rem;line-height:1.3}
.stats{display:grid;grid-template-columns:repeat(auto-fit,minmax(7.5rem,1fr));gap:1px;background:var(--line);border:1px solid var(--line);border-radius:12px;overflow:hidden}
.stats div{background:var(--surface);padding:.625rem .875rem;display:flex;flex-direction:column-reverse}
.stats dt{font-size:.8125rem;color:var(--muted)}
.stats dd{font-size:1.125rem;font-weight:620}
.steps li{display:flex;flex-wrap:wrap;align-items:center;gap:0 .625rem;min-height:2.75rem}
.steps li>.i+span{flex:1 1 8rem;min-width:0}
.steps .i{width:1.375rem;height:1.375rem;border-radius:50%;padding:.1875rem;background:var(--sunken);color:var(--muted);stroke-width:2.5}
.steps .done .i{background:var(--accent);color:var(--on-accent)}
.steps .fail .i{background:var(--red);color:var(--surface)}
.steps .todo{color:var(--muted)}
.steps .curr{font-weight:620}
.steps .curr .i{background:var(--amber-soft);color:var(--amber)}
.rec{font-size:2rem;font-weight:700;letter-spacing:.16em;line-height:1.2}
.count{font-size:2.75rem;font-weight:720;letter-spacing:-.02em;line-height:1.1}
.proof{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:.625rem 1rem}
.proof dt{display:flex;flex-direction:column;font-weight:550}
.proof dt small{font-weight:400;color:var(--muted);font-size:.8125rem}
.proof dd{font-weight:620;text-align:right;font-size:1.0625rem;white-space:nowrap}
.bank{background:var(--sunken);border-radius:8px;padding:.75rem;font-size:.875rem;user-select:all;-webkit-user-select:all}
.sum{display:flex;flex-direction:column;gap:.125rem}
.sum b{font-size:clamp(2.5rem,13vw,3.25rem);font-weight:720;letter-spacing:-.035em;line-height:1.05}
table{width:100%;border-collapse:collapse;font-size:.9375rem}
.scroll{overflow-x:auto}
th{font-weight:500;font-size:.8125rem;color:var(--muted);text-align:start}
th,td{padding:.4375rem 0;border-bottom:1px solid var(--line);vertical-align:top}
th+th,td+td{padding-inline-start:.75rem}
.num{text-align:end;white-space:nowrap}
tfoot th,tfoot td{border-bottom:0;font-weight:650;font-size:1rem;color:var(--ink)}
summary{display:flex;align-items:center;justify-content:space-between;min-height:3rem;margin-block:-.75rem;cursor:pointer;list-style:none}
.lang summary{margin-block:0}
details[open]>summary{margin-bottom:.25rem}
.facts{display:grid;grid-template-columns:minmax(0,2fr) minmax(0,3fr);gap:.375rem 1rem;font-size:.9375rem}
.facts dt{color:var(--muted)}
.facts dd{text-align:end;overflow-wrap:anywhere}
.key{overflow-wrap:anywhere;font-family:ui-monospace,monospace}
.faq{display:flex;flex-direction:column;gap:1.25rem}
`;
