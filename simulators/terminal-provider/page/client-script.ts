/**
 * What the page does with JavaScript: buttons post without leaving the page, parts and log follow the stream, clocks
 * tick. Plain text, because the page needs no build; without it every button is an ordinary form.
 */
export const CLIENT_SCRIPT = `
"use strict";
const LOG_LENGTH = 100;
const lost = document.querySelector(".lost");
const toast = document.querySelector(".toast");
const log = document.querySelector(".messages");

function replace(now, next) {
  if (now.className !== next.className) now.className = next.className;
  if (now.innerHTML === next.innerHTML) return;
  const active = document.activeElement;
  if (now.contains(active) && active.matches("input, select")) return;
  const buttons = [...now.querySelectorAll("button, a")];
  const at = now.contains(active) ? buttons.indexOf(active) : -1;
  now.innerHTML = next.innerHTML;
  if (at >= 0) {
    const fresh = [...now.querySelectorAll("button, a")];
    (fresh[at] || fresh[0])?.focus();
  }
}

const source = new EventSource("/events?page=" + encodeURIComponent(location.pathname));
source.addEventListener("open", () => lost.classList.remove("shown"));
source.addEventListener("error", () => lost.classList.add("shown"));
source.addEventListener("parts", (event) => {
  const template = document.createElement("template");
  template.innerHTML = JSON.parse(event.data);
  for (const next of template.content.querySelectorAll("[data-part]")) {
    const now = document.querySelector('[data-part="' + CSS.escape(next.dataset.part) + '"]');
    if (now) replace(now, next);
  }
});
source.addEventListener("message-row", (event) => {
  if (!log) return;
  log.insertAdjacentHTML("afterbegin", JSON.parse(event.data));
  while (log.children.length > LOG_LENGTH) log.lastElementChild.remove();
});

function say(text) {
  toast.textContent = text;
  toast.classList.add("shown");
  clearTimeout(say.timer);
  say.timer = setTimeout(() => toast.classList.remove("shown"), 8000);
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.getAttribute("action")?.startsWith("/act/")) return;
  event.preventDefault();
  const data = new FormData(form, event.submitter);
  try {
    const answer = await fetch(form.getAttribute("action"), {
      method: "POST",
      headers: { accept: "application/json" },
      body: new URLSearchParams(data),
    });
    if (!answer.ok) say((await answer.json()).error);
    else if (form.matches(".stack")) {
      document.activeElement?.blur();
      say("Done");
    }
  } catch {
    lost.classList.add("shown");
  }
});

setInterval(() => {
  for (const clock of document.querySelectorAll("time[data-since]")) {
    const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(clock.dataset.since)) / 1000));
    const hours = Math.floor(seconds / 3600);
    const minutes = Math.floor(seconds / 60) % 60;
    const two = (number) => String(number).padStart(2, "0");
    clock.textContent = hours > 0 ? hours + ":" + two(minutes) + ":" + two(seconds % 60) : minutes + ":" + two(seconds % 60);
  }
}, 1000);
`;
