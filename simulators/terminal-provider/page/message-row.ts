import type { LogEntry } from "../message-log";
import { html, type Markup } from "./html";

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

/** What the message is about: the last part of the path, without query. */
function subject({ url, module }: LogEntry): string {
  const path = url.replace(/^https?:\/\/[^/]+/, "").replace(/\?.*$/, "");
  const at = path.indexOf(`/${module}`);
  const short = (at < 0 ? path : path.slice(at + 1)).replace(/([0-9a-f]{8})-[0-9a-f-]{27}/gi, "$1…");
  return short.length > 60 ? `…${short.slice(-59)}` : short;
}

function tone(entry: LogEntry): string {
  if (entry.status === null || entry.status >= 400 || (entry.ocpiStatus ?? 2_000) >= 2_000) return "bad";
  return entry.complaints.length > 0 ? "odd" : "good";
}

const block = (name: string, text: string): Markup | null =>
  text === "" ? null : html`<h4>${name}</h4><pre>${text}</pre>`;

/** One line of the log; it opens to headers and bodies of both directions. */
export function messageRow(entry: LogEntry): string {
  const out = entry.direction === "out";
  const answer = entry.status === null ? "no answer" : `${entry.status} · ${entry.ocpiStatus ?? "–"}`;
  const headers = Object.entries(entry.requestHeaders)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");
  const remarks = [
    ...entry.complaints.map((complaint) => html`<em class="complaint">${complaint}</em>`),
    ...entry.faults.map((fault) => html`<em>fault ${fault}</em>`),
    ...(entry.error === null ? [] : [html`<em class="complaint">${entry.error}</em>`]),
  ];
  return html`<li class="message ${tone(entry)}"><details><summary><time>${entry.at.slice(11, 23)}</time><span class="arrow ${out ? "out" : "in"}">${out ? "→" : "←"}<span class="hidden">${out ? " to the operator" : " from the operator"}</span></span><b>${entry.method}</b><span class="what">${subject(entry)}</span><span class="status">${answer}</span><span class="ms">${entry.ms} ms</span>${remarks.length === 0 ? null : html`<span class="remarks">${remarks}</span>`}</summary>
${block("Address", entry.url)}${block("Headers", headers)}${block("Body", pretty(entry.requestBody))}${block("Answer", pretty(entry.responseBody))}</details></li>`
    .text;
}
