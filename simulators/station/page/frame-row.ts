import { frameSummary } from "../frame-summary.rules";
import type { Frame } from "../station.model";
import { html } from "./html";

const KIND: Readonly<Record<Frame["kind"], string>> = {
  call: "",
  result: "reply",
  error: "error",
  unreadable: "unreadable",
};

/** One line of the log; it opens to the raw frame. */
export function frameRow(frame: Frame): string {
  const sent = frame.direction === "sent";
  const time = frame.at.toISOString().slice(11, 23);
  const action = frame.action === "" ? frame.kind : frame.action;
  return html`<li class="frame ${frame.direction} ${frame.kind}"><details><summary><time>${time}</time><span class="arrow" title="${sent ? "station to server" : "server to station"}">${sent ? "→" : "←"}<span class="hidden">${sent ? " to the server" : " from the server"}</span></span><b>${action}</b><span class="kind">${KIND[frame.kind]}</span><span class="who">${frame.identity}</span><span class="what">${frameSummary(frame)}</span>${frame.note === undefined ? null : html`<em>${frame.note}</em>`}</summary><pre>${frame.raw}</pre></details></li>`
    .text;
}
