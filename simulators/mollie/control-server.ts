import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { actionSchema, type MollieControl } from "./control";
import { faultSchema } from "./fault.model";
import { type ApiAnswer, parseBody, readBody, send } from "./http";
import { ApiProblem, problemBody } from "./problem.rules";
import type { SettingsPatch } from "./settings.model";
import type { Body } from "./validation.rules";

const advanceSchema = z.strictObject({
  ms: z
    .number()
    .int()
    .min(0)
    .max(366 * 86_400_000),
});
const outcomeSchema = z.strictObject({ outcome: z.enum(["succeeded", "failed"]) });
const chargebackSchema = z.strictObject({ minor: z.number().int().min(1).optional() });
const keySchema = z.strictObject({
  key: z.string(),
  id: z
    .string()
    .regex(/^pfl_\w{1,40}$/)
    .optional(),
  name: z.string().min(1).max(100).optional(),
});

type Handler = (control: MollieControl, params: readonly string[], body: Body) => unknown;

/** Verb, path below `/__emu` with `:` for a parameter, and what it does. The README has the same table in words. */
const CONTROL_ROUTES: readonly (readonly [string, string, Handler])[] = [
  ["GET", "health", () => ({ status: "ok" })],
  ["GET", "clock", (control) => ({ now: control.now().toISOString() })],
  [
    "POST",
    "clock/advance",
    async (control, _params, body) => {
      await control.advance(advanceSchema.parse(body).ms);
      return { now: control.now().toISOString() };
    },
  ],
  ["GET", "payments", (control) => ({ payments: control.payments().slice(0, 500) })],
  ["GET", "payments/:", (control, [id = ""]) => control.payment(id)],
  [
    "POST",
    "payments/:/actions",
    async (control, [id = ""], body) => {
      const redirectUrl = await control.act(id, actionSchema.parse(body));
      return { redirectUrl, status: control.payment(id).status };
    },
  ],
  [
    "POST",
    "payments/:/captures/:",
    (control, [id = "", captureId = ""], body) => {
      control.settleCapture(id, captureId, outcomeSchema.parse(body).outcome);
      return control.payment(id);
    },
  ],
  [
    "POST",
    "payments/:/chargebacks",
    (control, [id = ""], body) => control.chargeback(id, chargebackSchema.parse(body).minor),
  ],
  [
    "DELETE",
    "payments/:/chargebacks/:",
    (control, [id = "", chargebackId = ""]) => {
      control.reverseChargeback(id, chargebackId);
      return control.payment(id);
    },
  ],
  [
    "POST",
    "payments/:/webhooks/:/resend",
    (control, [id = "", deliveryId = ""]) => {
      control.resendWebhook(id, deliveryId);
      return {};
    },
  ],
  ["GET", "settings", (control) => control.settings()],
  ["PATCH", "settings", (control, _params, body) => control.configure(body as SettingsPatch)],
  ["GET", "faults", (control) => ({ faults: control.faults() })],
  ["POST", "faults", (control, _params, body) => ({ id: control.addFault(faultSchema.parse(body)) })],
  ["DELETE", "faults", (control) => control.clearFaults()],
  ["DELETE", "faults/:", (control, [id = ""]) => control.clearFaults(id)],
  [
    "POST",
    "keys",
    (control, _params, body) => {
      const { key, id, name } = keySchema.parse(body);
      return control.registerKey(key, {
        ...(id !== undefined && { id }),
        ...(name !== undefined && { name }),
      });
    },
  ],
  ["POST", "keys/revoke", (control, _params, body) => control.revokeKey(keySchema.parse(body).key)],
  ["GET", "requests", (control) => ({ requests: control.requests() })],
  ["POST", "reset", (control) => control.reset()],
];

/** Serves the control API below `/__emu`: JSON in, JSON out. A foreign web page cannot call it, because JSON bodies need a preflight. */
export async function serveControl(
  control: MollieControl,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const result = await answer(control, request, path).catch(refusal);
  await control.saved();
  send(response, result);
}

async function answer(control: MollieControl, request: IncomingMessage, path: string): Promise<ApiAnswer> {
  const method = request.method ?? "GET";
  const raw = await readBody(request);
  if (method === "POST" && !(request.headers["content-type"] ?? "").startsWith("application/json")) {
    throw new ApiProblem(415, "The control API speaks JSON only");
  }
  const parts = path.split("/");
  for (const [verb, pattern, handler] of CONTROL_ROUTES) {
    const wanted = pattern.split("/");
    if (verb !== method || wanted.length !== parts.length) continue;
    if (!wanted.every((part, index) => part === ":" || part === parts[index])) continue;
    const params = parts.filter((_, index) => wanted[index] === ":");
    const body = method === "GET" || method === "DELETE" ? {} : parseBody("application/json", raw);
    const result = await handler(control, params, body);
    return { status: 200, body: result ?? {}, headers: { "content-type": "application/json" } };
  }
  throw new ApiProblem(404, "No such control");
}

function refusal(error: unknown): ApiAnswer {
  if (error instanceof ApiProblem)
    return { status: error.status, body: problemBody(error.status, error.detail, error.field) };
  if (error instanceof z.ZodError) return { status: 422, body: problemBody(422, z.prettifyError(error)) };
  if (error instanceof RangeError) return { status: 422, body: problemBody(422, error.message) };
  process.emitWarning(`payment simulator: ${String(error)}`);
  return { status: 500, body: problemBody(500, "The simulator failed") };
}
