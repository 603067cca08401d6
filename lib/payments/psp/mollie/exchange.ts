import type { JournalMessage } from "@/lib/journal/journal.model";
import { writeJournal } from "@/lib/journal/write-journal";
import type { Circuit } from "../circuit";
import { withDeadline } from "../deadline";
import type { PspFault, PspResult, PspScope } from "../psp.port";
import { faultOf } from "./faults.rules";

/** One call of Mollie's client: what to journal, what to run, how to read the answer. */
export interface Exchange<T> {
  /** Verb and path, for the journal. */
  readonly action: string;
  readonly request: unknown;
  readonly run: () => Promise<unknown>;
  /** Throws when the answer is not what we can use. */
  readonly read: (answer: unknown) => T;
}

/** The journal is a record, never a reason for money to stop. */
async function journal(
  scope: PspScope,
  message: Pick<JournalMessage, "direction" | "action" | "body"> & Partial<JournalMessage>,
) {
  try {
    await writeJournal(scope.context, {
      clientId: scope.clientId,
      paymentId: scope.paymentId,
      at: scope.context.clock.now(),
      channel: "PSP",
      peer: "mollie",
      ...message,
      body: maskKey(message.body, scope.apiKey),
    });
  } catch (error) {
    scope.context.log.error({ error: String(error) }, "a message of the PSP could not be journalled");
  }
}

/** No part of a key ever reaches a table or a log (SEC-66). */
export function maskKey(text: string, apiKey: string): string {
  return text.replaceAll(apiKey, "[key]").replace(/\b(test|live)_[A-Za-z0-9]{20,}/g, "$1_[key]");
}

/** Runs one call with deadline, checks, journal and circuit. Never throws for what Mollie does, and never repeats. */
export async function runExchange<T>(
  scope: PspScope,
  exchange: Exchange<T>,
  { circuit, deadlineMs }: { readonly circuit: Circuit; readonly deadlineMs: number },
): Promise<PspResult<T>> {
  const { clock } = scope.context;
  const { action } = exchange;
  await journal(scope, { direction: "OUT", action, body: toText(exchange.request) });
  const startedAt = clock.now().getTime();
  const latency = () => Math.max(0, clock.now().getTime() - startedAt);
  try {
    const answer = await withDeadline(exchange.run(), deadlineMs);
    await journal(scope, {
      direction: "IN",
      action,
      body: toText(answer),
      status: "ok",
      latencyMs: latency(),
    });
    const value = exchange.read(answer);
    circuit.succeeded();
    return { ok: true, value };
  } catch (error) {
    const fault = faultOf(errorOf(error));
    if (fault.kind === "refused") circuit.succeeded();
    else circuit.failed(clock.now());
    const message = maskKey(fault.message, scope.apiKey);
    const body = toText({ ...fault, message });
    await journal(scope, { direction: "IN", action, body, status: fault.kind, latencyMs: latency() });
    return { ok: false, fault: { ...fault, message } satisfies PspFault };
  }
}

function errorOf(error: unknown) {
  const { message, statusCode, field } = (error ?? {}) as {
    message?: unknown;
    statusCode?: unknown;
    field?: unknown;
  };
  return {
    message: typeof message === "string" ? message : String(error),
    statusCode: typeof statusCode === "number" ? statusCode : undefined,
    field: typeof field === "string" ? field : undefined,
  };
}

/** Addresses that carry tokens of drivers and of webhooks: nobody may read them from the journal (SEC-66). */
const SECRET_FIELDS = new Set(["redirectUrl", "cancelUrl", "webhookUrl"]);

function toText(value: unknown): string {
  return JSON.stringify(value, (name, field) => (SECRET_FIELDS.has(name) && field ? "[link]" : field)) ?? "";
}
