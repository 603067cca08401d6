// The only script of the driver's pages. Everything works without it; it saves reloads, double presses and typing.
(() => {
  const { body, documentElement: root } = document;
  const words = body.dataset;
  const clockOffset = Number(words.now) - Date.now();
  const say = (text) => {
    const place = document.getElementById("say");
    if (place) place.textContent = text;
  };
  root.classList.add("has-js");

  // One press, one request (UX-16). The words of the button say what is going on; after ten seconds a sentence helps (UX-5).
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    const button = event.submitter ?? form.querySelector("button");
    // After the submission: a disabled button would not be part of it.
    setTimeout(() => {
      button?.setAttribute("aria-disabled", "true");
      const label = button?.querySelector("span");
      if (label && form.dataset.once) label.textContent = form.dataset.once;
    });
    setTimeout(() => toast(words.slow), 10_000);
  });
  // Back from the payment page: the button works again.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  function toast(text) {
    document.querySelector(".toast")?.remove();
    if (!text) return;
    const box = document.createElement("p");
    box.className = "toast";
    box.setAttribute("role", "status");
    box.textContent = text;
    body.append(box);
  }
  addEventListener("offline", () => toast(words.offline));
  addEventListener("online", () => toast(""));

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    try {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy)?.textContent ?? "");
      button.textContent = words.copied;
      say(words.copied);
    } catch {
      getSelection()?.selectAllChildren(document.getElementById(button.dataset.copy));
    }
  });

  // Countdowns follow the server's clock; the deadline itself stands beside them in words.
  setInterval(() => {
    for (const place of document.querySelectorAll("[data-until]")) {
      const left = Math.max(0, Math.round((Number(place.dataset.until) - Date.now() - clockOffset) / 1000));
      place.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      place.hidden = false;
    }
  }, 500);

  // The main part is loaded again when more than numbers change. What a person is typing or reading stays open.
  let loading = false;
  async function reloadMain() {
    if (loading) return;
    loading = true;
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" }, redirect: "follow" });
      // The page's style is here already; another response's has another nonce, which the policy would report.
      const html = (await answer.text()).replace(/<style[^>]*>[^<]*<\/style>/, "");
      const next = new DOMParser().parseFromString(html, "text/html");
      const fresh = next.getElementById("main");
      const main = document.getElementById("main");
      if (!fresh || !main) return;
      if (answer.redirected) history.replaceState(null, "", answer.url);
      if (document.activeElement?.matches("input") && fresh.dataset.screen === main.dataset.screen) return;
      const before = main.querySelector("h1")?.textContent;
      const typed = [...main.querySelectorAll("input:not([type=hidden])")].map((input) => [
        input.id,
        input.value,
        input.checked,
      ]);
      const opened = [...main.querySelectorAll("details")].map((box) => box.open);
      const focused = document.activeElement?.id;
      main.replaceWith(fresh);
      for (const [id, value, checked] of typed) {
        const input = id && document.getElementById(id);
        if (input) Object.assign(input, { value, checked });
      }
      fresh.querySelectorAll("details").forEach((box, index) => {
        box.open = opened[index] ?? false;
      });
      if (focused) document.getElementById(focused)?.focus();
      document.title = next.title;
      const after = fresh.querySelector("h1")?.textContent ?? "";
      if (after !== before) say(after);
    } catch {
      // The next event or poll tries again.
    } finally {
      loading = false;
    }
  }

  function apply(update) {
    const main = document.getElementById("main");
    if (!main) return;
    main.dataset.version = update.v;
    if (update.s !== main.dataset.screen) {
      reloadMain();
      return;
    }
    for (const place of main.querySelectorAll("[data-t]")) {
      const text = update.t[place.dataset.t];
      if (text !== undefined && place.textContent !== text) place.textContent = text;
    }
    main.querySelector("[data-ring]")?.setAttribute("stroke-dashoffset", update.r);
  }

  // A stream while the page is seen; polling with growing pauses where streams do not get through (UX-40).
  let source = null;
  let timer = 0;
  let pause = 3_000;
  const address = (kind) => document.getElementById("main")?.dataset[kind];
  async function poll() {
    const state = address("state");
    if (!state || document.hidden) return;
    try {
      const answer = await fetch(state);
      if (answer.status === 404) return;
      apply(await answer.json());
      pause = 3_000;
    } catch {
      pause = Math.min(15_000, pause * 1.6);
    }
    timer = setTimeout(poll, pause);
  }
  function close() {
    source?.close();
    source = null;
    clearTimeout(timer);
  }
  function open() {
    close();
    const events = address("events");
    if (!events || document.hidden) return;
    if (!("EventSource" in window)) {
      poll();
      return;
    }
    source = new EventSource(events);
    let failures = 0;
    source.onopen = () => {
      failures = 0;
    };
    source.onmessage = (event) => apply(JSON.parse(event.data));
    source.onerror = () => {
      failures += 1;
      if (failures < 3 && source?.readyState !== 2) return;
      close();
      poll();
    };
  }
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      close();
    } else if (address("events")) {
      reloadMain().then(open);
    }
  });
  open();

  // A charger that waits for the plug: look again while the page is seen.
  setInterval(() => {
    const main = document.getElementById("main");
    if (main?.dataset.lookAgain && !document.hidden) reloadMain().then(open);
  }, 5_000);

  if ("serviceWorker" in navigator && words.phone) {
    navigator.serviceWorker.register("/sw.js").then(
      () =>
        navigator.serviceWorker.ready.then(({ active }) => {
          const { phone, call, offline } = words;
          active?.postMessage({ title: document.title, text: offline, call, phone, lang: root.lang });
        }),
      () => {},
    );
  }
})();
