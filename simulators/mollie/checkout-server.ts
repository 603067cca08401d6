import type { IncomingMessage, ServerResponse } from "node:http";
import { DECLINE_REASONS, PAY_WITH } from "./catalogue.model";
import {
  answerChallenge,
  CHALLENGE_ANSWERS,
  cancelInCheckout,
  decline,
  expirePayment,
  pay,
} from "./checkout";
import { challengePage, choicePage, unknownPage } from "./checkout-pages";
import type { Html } from "./html";
import { type ApiAnswer, parseBody, readBody, send } from "./http";
import { PAGE_STYLE } from "./page-style";
import type { PaymentRecord } from "./payment.model";
import { ApiProblem, unprocessable } from "./problem.rules";
import { orderAgainstRedirect } from "./webhooks";
import type { World } from "./world";

/** No script at all; no `form-action`, because browsers apply it to the redirect back to the shop too. */
const PAGE_HEADERS: Readonly<Record<string, string>> = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** A neutral card: the simulator shows nobody's logo. */
const METHOD_IMAGE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="32" height="24" viewBox="0 0 32 24"><rect x=".5" y=".5" width="31" height="23" rx="3" fill="#fff" stroke="#888"/><path d="M1 7h30" stroke="#888" stroke-width="3"/></svg>';

/** An answer with a page. */
export function pageAnswer(page: Html, status = 200): ApiAnswer {
  return { status, body: page.text, headers: PAGE_HEADERS };
}

function redirect(to: string): ApiAnswer {
  return { status: 303, body: null, headers: { location: to, "referrer-policy": "no-referrer" } };
}

/** Where the payer goes when the payment is no longer open. */
export function leaveTo(payment: PaymentRecord): string {
  return payment.status === "canceled" && payment.cancelUrl !== null
    ? payment.cancelUrl
    : payment.redirectUrl;
}

/** Serves the pages below `/checkout`. `path` is what follows it. */
export async function serveCheckout(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  try {
    const page = await answer(world, request, path);
    await world.saved();
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

async function answer(world: World, request: IncomingMessage, path: string): Promise<ApiAnswer> {
  if (path === "style.css") {
    return {
      status: 200,
      body: PAGE_STYLE,
      headers: { "content-type": "text/css; charset=utf-8", "cache-control": "max-age=60" },
    };
  }
  if (/^method-[a-z]+\.svg$/.test(path)) {
    return {
      status: 200,
      body: METHOD_IMAGE,
      headers: { "content-type": "image/svg+xml", "cache-control": "max-age=60" },
    };
  }
  const [screen = "", token = "", ...rest] = path.split("/");
  const payment = rest.length === 0 ? world.store.paymentByToken(token) : null;
  if (payment === null || !["select-method", "credit-card", "3ds"].includes(screen)) {
    return pageAnswer(unknownPage((request.headers["accept-language"] ?? "en").slice(0, 2)), 404);
  }
  if (payment.status !== "open") return redirect(leaveTo(payment));
  const merchant = world.store.profile(payment.profileId).name;
  if (request.method === "POST") return act(world, payment, screen, await readChoice(request));
  if (request.method !== "GET" && request.method !== "HEAD")
    throw new ApiProblem(405, "The method is not allowed");
  if (screen !== "3ds") return pageAnswer(choicePage(payment, merchant, world.settings));
  if (payment.challenge === null) return redirect(`/checkout/select-method/${token}`);
  return pageAnswer(challengePage(payment, merchant, payment.challenge));
}

async function readChoice(request: IncomingMessage): Promise<string> {
  const body = parseBody(request.headers["content-type"] ?? "", await readBody(request));
  return typeof body.choice === "string" ? body.choice : "";
}

/** Carries out a button and says where the browser goes next. */
async function act(world: World, payment: PaymentRecord, screen: string, choice: string): Promise<ApiAnswer> {
  if (payment.status !== "open") return redirect(leaveTo(payment));
  const challengeAnswer = CHALLENGE_ANSWERS.find((known) => known === choice);
  if (screen === "3ds") {
    if (challengeAnswer === undefined) throw unprocessable("Unknown choice");
    if (payment.challenge !== null) answerChallenge(world, payment, challengeAnswer);
  } else {
    choose(world, payment, choice);
  }
  if (payment.status !== "open") {
    await orderAgainstRedirect(world, payment);
    return redirect(leaveTo(payment));
  }
  return redirect(`/checkout/${payment.challenge === null ? "select-method" : "3ds"}/${payment.token}`);
}

function choose(world: World, payment: PaymentRecord, choice: string): void {
  const payWith = PAY_WITH.find((known) => known === choice);
  const reason = DECLINE_REASONS.find((known) => `decline:${known}` === choice);
  if (payWith !== undefined) pay(world, payment, payWith);
  else if (reason !== undefined) decline(world, payment, reason);
  else if (choice === "fail") decline(world, payment, payment.lastDecline ?? "card_declined", "visa", true);
  else if (choice === "cancel") cancelInCheckout(world, payment);
  else if (choice === "expire") expirePayment(world, payment);
  else throw unprocessable("Unknown choice");
}
