/**
 * What the page does with JavaScript: buttons post without leaving the page, cards and log follow the stream.
 * Plain text, because the page needs no build; without it every button is an ordinary form.
 */
export const CLIENT_SCRIPT = `
"use strict";
const LOG_LENGTH = 200;
const lost = document.querySelector(".lost");
const log = document.querySelector(".frames");
const shown = new Map([...document.querySelectorAll(".station")].map((card) => [decodeURIComponent(card.id.slice(8)), card]));

function replace(now, next) {
  if (now.className !== next.className) now.className = next.className;
  if (now.innerHTML === next.innerHTML) return;
  const active = now.contains(document.activeElement) ? [...now.querySelectorAll("button")].indexOf(document.activeElement) : -1;
  now.innerHTML = next.innerHTML;
  if (active >= 0) (now.querySelectorAll("button")[active] || now.querySelector("button"))?.focus();
}

const source = new EventSource("/events");
source.addEventListener("open", () => lost.classList.remove("shown"));
source.addEventListener("error", () => lost.classList.add("shown"));
source.addEventListener("card", (event) => {
  const { identity, html } = JSON.parse(event.data);
  const card = shown.get(identity);
  if (!card) return;
  const template = document.createElement("template");
  template.innerHTML = html;
  const parts = new Map([...card.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part]));
  for (const next of template.content.querySelectorAll("[data-part]")) {
    const now = parts.get(next.dataset.part);
    if (now) replace(now, next);
  }
});
source.addEventListener("frame", (event) => {
  const { identity, html } = JSON.parse(event.data);
  if (!shown.has(identity)) return;
  log.insertAdjacentHTML("afterbegin", html);
  while (log.children.length > LOG_LENGTH) log.lastElementChild.remove();
});

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || !button.hasAttribute("formaction")) return;
  event.preventDefault();
  fetch("/api" + button.getAttribute("formaction"), { method: "POST" }).catch(() => lost.classList.add("shown"));
});
`;
