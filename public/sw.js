// A phone without network still shows the operator's phone number instead of a blank page (UX-5). It answers only page loads
// that failed, with a few words that the last page has told it; no page and no token is ever stored.
const SHELL = "kw-shell-1";
const DRIVER_PAGE = /^\/(c|s)\//i;

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  const drop = (keys) => Promise.all(keys.filter((key) => key !== SHELL).map((key) => caches.delete(key)));
  event.waitUntil(
    caches
      .keys()
      .then(drop)
      .then(() => self.clients.claim()),
  );
});

// The page tells what to show: a few words and the phone number, never a token and never a whole page.
self.addEventListener("message", (event) => {
  const { title, text, call, phone, lang } = event.data ?? {};
  if (typeof text !== "string") return;
  const safe = (value) => String(value ?? "").replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const number = String(phone ?? "").replace(/[^+\d]/g, "");
  const html = `<!DOCTYPE html><html lang="${safe(lang)}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${safe(title)}</title><body><main><h1>${safe(title)}</h1><p>${safe(text)}</p>${number ? `<p><a href="tel:${number}">${safe(call)}</a></p>` : ""}</main>`;
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'none'",
  };
  event.waitUntil(caches.open(SHELL).then((cache) => cache.put("/offline", new Response(html, { headers }))));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (
    request.mode !== "navigate" ||
    request.method !== "GET" ||
    !DRIVER_PAGE.test(new URL(request.url).pathname)
  )
    return;
  const shell = () => caches.match("/offline").then((found) => found ?? Response.error());
  event.respondWith(fetch(request).catch(shell));
});
