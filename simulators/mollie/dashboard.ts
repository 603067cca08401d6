import type { IncomingMessage, ServerResponse } from "node:http";
import { page, showAmount } from "./checkout-pages";
import { pageAnswer } from "./checkout-server";
import type { MollieControl } from "./control";
import { type Html, html } from "./html";
import { type ApiAnswer, parseBody, readBody, send } from "./http";
import type { PaymentRecord } from "./payment.model";
import { standingCapture } from "./payment.rules";
import { ApiProblem } from "./problem.rules";
import { textsFor } from "./texts.rules";

const SHOWN = 100;

function show(payment: PaymentRecord, minor: number): string {
  return showAmount({ minor, currency: payment.amount.currency }, "en_GB");
}

function time(at: number | undefined): string {
  return at === undefined ? "–" : new Date(at).toISOString().slice(0, 19).replace("T", " ");
}

/** A table that scrolls sideways on a narrow screen, by keyboard too. */
function table(label: string, heads: readonly string[], rows: readonly Html[]): Html {
  if (rows.length === 0) return html`<p class="note">None.</p>`;
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${label}"><table>
<thead><tr>${heads.map((text) => html`<th scope="col" class="${text === "Amount" ? "number" : ""}">${text}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function document(title: string, main: Html): Html {
  return page("en", title, textsFor("en").banner, html`<main class="wide">${main}</main>`);
}

function listPage(control: MollieControl): Html {
  const rows = control
    .payments()
    .slice(0, SHOWN)
    .map(
      (
        payment,
      ) => html`<tr><td><a href="/dashboard/payments/${payment.id}">${payment.id}</a></td><td>${payment.status}</td>
<td class="number">${show(payment, payment.amount.minor)}</td><td class="wrap">${payment.description}</td><td>${time(payment.createdAt)}</td></tr>`,
    );
  return document(
    "Simulated payments",
    html`<h1>Simulated payments</h1><p class="note">Clock: ${time(control.now().getTime())} UTC. The newest ${SHOWN} are shown.</p>
${table("Payments", ["Payment", "Status", "Amount", "Description", "Created"], rows)}`,
  );
}

/** Every movement of the payment as a row: what, id, status, amount, time. */
function movements(payment: PaymentRecord): Html[] {
  const row = (what: string, id: string, status: string, minor: number, at: number) =>
    html`<tr><td>${what}</td><td>${id}</td><td>${status}</td><td class="number">${show(payment, minor)}</td><td>${time(at)}</td></tr>`;
  return [
    ...payment.captures.map((it) => row("Capture", it.id, it.status, it.minor, it.createdAt)),
    ...payment.refunds.map((it) => row("Refund", it.id, it.status, it.minor, it.createdAt)),
    ...payment.chargebacks.map((it) =>
      row("Chargeback", it.id, it.reversedAt === null ? "received" : "reversed", it.minor, it.createdAt),
    ),
  ];
}

function buttons(payment: PaymentRecord): Html {
  const button = (act: string, label: string) =>
    html`<button type="submit" name="act" value="${act}" data-testid="${act}">${label}</button>`;
  const pending = standingCapture(payment)?.status === "pending";
  return html`<form method="post" class="acts">
${payment.status === "open" ? html`<a class="button" href="/checkout/select-method/${payment.token}">Open checkout</a>` : null}
${pending ? html`${button("capture-succeeds", "Let the capture succeed")}${button("capture-fails", "Let the capture fail")}` : null}
${payment.status === "paid" ? button("charge-back", "Charge back all of it") : null}
${payment.deliveries.length > 0 ? button("resend", "Send the last webhook again") : null}
</form>`;
}

function detailPage(payment: PaymentRecord): Html {
  const fact = (name: string, value: string) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  const calls = payment.deliveries.map(
    (it) =>
      html`<tr><td>${it.because}</td><td>${it.state}</td><td class="wrap">${it.url}</td><td class="wrap">${it.attempts
        .map(({ httpStatus, error }) => String(httpStatus ?? error))
        .join(", ")}</td><td>${time(it.firstAt)}</td></tr>`,
  );
  return document(
    payment.id,
    html`<p><a href="/dashboard">All payments</a></p>
<h1>${payment.id}</h1><p class="amount">${show(payment, payment.amount.minor)}</p>
<dl class="facts">${fact("Status", payment.status)}${fact("Description", payment.description)}${fact("Mode", payment.mode)}
${fact("Profile", payment.profileId)}${fact("Created", time(payment.createdAt))}
${fact("Capture before", time(payment.captureBefore ?? undefined))}</dl>
<h2>Act as the bank</h2>${buttons(payment)}
<h2>Movements</h2>${table("Movements", ["What", "Id", "Status", "Amount", "Created"], movements(payment))}
<h2>Webhooks</h2>${table("Webhooks", ["Because", "State", "Address", "Answers", "First call"], calls)}`,
  );
}

function carryOut(control: MollieControl, payment: PaymentRecord, act: unknown): void {
  const capture = standingCapture(payment);
  const last = payment.deliveries.at(-1);
  if (act === "charge-back") control.chargeback(payment.id);
  else if (act === "resend" && last !== undefined) control.resendWebhook(payment.id, last.id);
  else if (act === "capture-succeeds" && capture !== null)
    control.settleCapture(payment.id, capture.id, "succeeded");
  else if (act === "capture-fails" && capture !== null)
    control.settleCapture(payment.id, capture.id, "failed");
  else throw new ApiProblem(422, "Unknown choice");
}

async function answer(control: MollieControl, request: IncomingMessage, path: string): Promise<ApiAnswer> {
  if (path === "") return pageAnswer(listPage(control));
  const id = /^payments\/(tr_\w+)$/.exec(path)?.[1];
  if (id === undefined) throw new ApiProblem(404, "No such page");
  const payment = control.payment(id);
  if (request.method !== "POST") return pageAnswer(detailPage(payment));
  const site = request.headers["sec-fetch-site"] ?? "same-origin";
  if (site !== "same-origin" && site !== "none")
    throw new ApiProblem(403, "Only from the simulator's own pages");
  carryOut(control, payment, parseBody(request.headers["content-type"] ?? "", await readBody(request)).act);
  return { status: 303, body: null, headers: { location: `/dashboard/payments/${id}` } };
}

/** Pages for people who look behind the scenes: all payments, one payment with its webhooks, and the bank's buttons. */
export async function serveDashboard(
  control: MollieControl,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  try {
    const page = await answer(control, request, path);
    await control.saved();
    send(response, page);
  } catch (error) {
    if (!(error instanceof ApiProblem)) return void response.destroy();
    send(response, {
      status: error.status,
      body: error.detail,
      headers: { "content-type": "text/plain; charset=utf-8" },
    });
  }
}
