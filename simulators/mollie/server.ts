import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Clock } from "@/lib/core/ports";
import { type RequestLine, serveApi } from "./api-server";
import type { DeclineReason, PayWith } from "./catalogue.model";
import { serveCheckout } from "./checkout-server";
import { MollieControl } from "./control";
import { serveControl } from "./control-server";
import { serveDashboard } from "./dashboard";
import { FaultBook } from "./faults";
import { requestUrl, send } from "./http";
import { IdempotencyMemory } from "./idempotency";
import { IdSource } from "./ids";
import { Links } from "./links";
import { PaymentStore } from "./payment.store";
import { problemBody } from "./problem.rules";
import { runTask } from "./run-task";
import { mergeSettings, type SettingsPatch, settingsSchema } from "./settings.model";
import { SimulatedTime } from "./simulated-time";
import { dumpState, readStateFile, restoreState, StateFile } from "./state-file";
import type { World } from "./world";

const REQUEST_LOG_SIZE = 500;

export interface MollieSimulatorOptions {
  /** 0 (default) takes any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. The control API has no password: do not bind it to the internet. */
  readonly host?: string;
  /** Base of all links in answers, without a slash at the end, when the simulator stands behind another address. */
  readonly publicUrl?: string;
  /** A clock of the caller: then nothing happens by itself, only in `control.advance`. */
  readonly clock?: Clock;
  /** Makes ids repeatable. */
  readonly seed?: string;
  readonly settings?: SettingsPatch;
  /** Default 50,000; the oldest final payments make room. */
  readonly maxPayments?: number;
  /** JSON file that keeps payments across restarts. */
  readonly statePath?: string;
  /** Called after each call of the API. */
  readonly onRequest?: (line: RequestLine) => void;
}

/** A payer in front of one payment's checkout; each act answers with the address the browser is sent to. */
export interface CheckoutHelper {
  /** Address of the hosted page. */
  readonly url: string;
  pay(payWith: PayWith, challenge?: "approve" | "refuse" | "abandon" | "wait"): Promise<string>;
  decline(reason: DeclineReason, final?: boolean): Promise<string>;
  cancel(): Promise<string>;
  expire(): Promise<string>;
}

export interface MollieSimulator {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** `…/v2/`, for the client's `apiEndpoint`. */
  readonly apiUrl: string;
  readonly control: MollieControl;
  /** Throws `ApiProblem` 404 when there is no such payment. */
  checkout(paymentId: string): CheckoutHelper;
  stop(): Promise<void>;
}

function buildWorld(options: MollieSimulatorOptions, stateFile: () => StateFile | null): World {
  const clock = options.clock ?? { now: () => new Date() };
  return {
    store: new PaymentStore(options.maxPayments ?? 50_000),
    time: new SimulatedTime(clock, options.clock === undefined),
    faults: new FaultBook(),
    ids: new IdSource(options.seed ?? randomBytes(12).toString("hex")),
    settings: mergeSettings(settingsSchema.parse({}), options.settings ?? {}),
    changed: () => stateFile()?.touch(),
    saved: async () => stateFile()?.saved(),
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

function checkoutHelper(control: MollieControl, publicUrl: string, paymentId: string): CheckoutHelper {
  const { token } = control.payment(paymentId);
  return {
    url: `${publicUrl}/checkout/select-method/${token}`,
    pay: (payWith, challenge = "approve") =>
      control.act(paymentId, { action: "pay", with: payWith, challenge }),
    decline: (reason, final = false) => control.act(paymentId, { action: "decline", reason, final }),
    cancel: () => control.act(paymentId, { action: "cancel" }),
    expire: () => control.act(paymentId, { action: "expire" }),
  };
}

/** Starts a simulator on its own port, with its own payments and its own clock. Rejects when the port is taken or the state file is not one. */
export async function startMollieSimulator(options: MollieSimulatorOptions = {}): Promise<MollieSimulator> {
  let stateFile: StateFile | null = null;
  const world = buildWorld(options, () => stateFile);
  const idempotency = new IdempotencyMemory();
  const requests: RequestLine[] = [];
  const control = new MollieControl({ world, idempotency, requests });
  const saved = options.statePath === undefined ? null : readStateFile(options.statePath);
  if (saved !== null) restoreState(world, idempotency, saved);

  const host = options.host ?? "127.0.0.1";
  let links = new Links("");
  const log = (line: RequestLine) => {
    requests.push(line);
    if (requests.length > REQUEST_LOG_SIZE) requests.shift();
    options.onRequest?.(line);
  };
  const server = createServer((request, response) => {
    const context = { world, idempotency, control, links, log };
    route(context, request, response).catch(() => response.destroy());
  });
  const port = await listen(server, options.port ?? 0, host);
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
  links = new Links((options.publicUrl ?? url).replace(/\/+$/, ""));
  if (options.statePath !== undefined) {
    stateFile = new StateFile(options.statePath, () => dumpState(world, idempotency));
  }
  world.time.start((task) => runTask(world, task));

  return {
    url,
    apiUrl: `${url}/v2/`,
    control,
    checkout: (paymentId) => checkoutHelper(control, links.publicUrl, paymentId),
    stop: async () => {
      world.time.stop();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await stateFile?.close();
    },
  };
}

interface RouteContext {
  readonly world: World;
  readonly idempotency: IdempotencyMemory;
  readonly control: MollieControl;
  readonly links: Links;
  readonly log: (line: RequestLine) => void;
}

async function route(
  context: RouteContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = requestUrl(request);
  const path = url?.pathname ?? "";
  if (url === null)
    return send(response, { status: 400, body: problemBody(400, "The request line is not valid") });
  if (path.startsWith("/v2/")) return serveApi(context, request, response, url);
  if (path.startsWith("/checkout/"))
    return serveCheckout(context.world, request, response, path.slice("/checkout/".length));
  if (path.startsWith("/__emu/"))
    return serveControl(context.control, request, response, path.slice("/__emu/".length));
  if (path === "/" || path === "/dashboard" || path.startsWith("/dashboard/")) {
    return serveDashboard(context.control, request, response, path.replace(/^\/(dashboard\/?)?/, ""));
  }
  send(response, { status: 404, body: problemBody(404, "The resource does not exist") });
}
