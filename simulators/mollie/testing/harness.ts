import type { Clock } from "@/lib/core/ports";
import type { MollieSimulator, MollieSimulatorOptions } from "../server";
import { startMollieSimulator } from "../server";

export const TEST_KEY = "test_0123456789abcdefghijABCDEFGHIJ";
export const LIVE_KEY = "live_0123456789abcdefghijABCDEFGHIJ";
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A clock that stands still; the simulator moves on only in `control.advance`. */
export const standingClock: Clock = { now: () => new Date("2026-03-01T12:00:00Z") };

/** A fault-free simulator whose clock the test owns. */
export function startStanding(options: MollieSimulatorOptions = {}): Promise<MollieSimulator> {
  return startMollieSimulator({ clock: standingClock, seed: "test", ...options });
}

export type Json = Record<string, unknown>;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Json;
}

export interface CallOptions {
  readonly key?: string;
  readonly idempotencyKey?: string;
  readonly headers?: Record<string, string>;
}

/** One plain call of the API, without any client in between. */
export async function call(
  simulator: MollieSimulator,
  method: string,
  path: string,
  body?: unknown,
  options: CallOptions = {},
): Promise<Answer> {
  const response = await fetch(`${simulator.apiUrl}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${options.key ?? TEST_KEY}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(options.idempotencyKey === undefined ? {} : { "idempotency-key": options.idempotencyKey }),
      ...options.headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const parsed: unknown = text.startsWith("{") ? JSON.parse(text) : {};
  return { status: response.status, headers: response.headers, text, json: parsed as Json };
}

/** A request to create a held payment; change what the test is about. */
export function holdRequest(change: Json = {}): Json {
  return {
    amount: { currency: "EUR", value: "50.00" },
    description: "Charging session",
    redirectUrl: "http://shop.test/return",
    method: ["creditcard", "applepay"],
    captureMode: "manual",
    ...change,
  };
}

/** Creates a payment and gives its id. */
export async function createHold(simulator: MollieSimulator, change: Json = {}): Promise<string> {
  const { status, json, text } = await call(simulator, "POST", "payments", holdRequest(change));
  if (status !== 201) throw new Error(`payment refused: ${text}`);
  return String(json.id);
}

/** Creates a payment and has the payer authorise it. */
export async function createAuthorized(simulator: MollieSimulator, change: Json = {}): Promise<string> {
  const id = await createHold(simulator, change);
  await simulator.checkout(id).pay("visa");
  return id;
}

export async function readPayment(simulator: MollieSimulator, id: string): Promise<Json> {
  return (await call(simulator, "GET", `payments/${id}`)).json;
}
