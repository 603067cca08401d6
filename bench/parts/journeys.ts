import { performance } from "node:perf_hooks";
import { createPspRegistry } from "@/lib/payments/psp/registry";
import { getScanView } from "@/lib/sessions/get-scan-view";
import { openCheckout } from "@/lib/sessions/open-checkout";
import { type MollieSimulator, startMollieSimulator } from "@/simulators/mollie/server";
import { LoadStation } from "../lib/load-station";
import { percentile, sortedNumbers } from "../lib/measure";
import { type Service, startService } from "../lib/processes";
import type { Figure, Say } from "../lib/report";
import { createSite, type Shop, type Site, STATION_PASSWORD } from "../lib/scene";
import { LOGS, type Stage } from "../lib/stage";
import { startWeb } from "../lib/web";
import { startGateway } from "./gateway";

const TOGETHER = 50;
/** One that warms all processes up, and one that is measured on its own. */
const BEFORE = 2;
const JOURNEYS = TOGETHER + BEFORE;
/** After this long a start command is counted as lost. */
const PATIENCE_MS = 60_000;

interface Journey {
  readonly site: Site;
  readonly station: LoadStation;
  /** Fulfilled with the time at which the start command was read from the socket. */
  readonly started: Promise<number>;
}

/**
 * Fifty drivers pay in the same moment. Counted from the press of the button on the payment page to the RemoteStart frame on
 * the station's socket: webhook, web process, queue, worker, re-read at the PSP, database, gateway.
 */
export async function measureJourneys(stage: Stage, shop: Shop, say: Say): Promise<Figure[]> {
  const services: Service[] = [await startWeb(stage, say)];
  const mollie = await startMollieSimulator({ port: stage.ports.mollie });
  const journeys: Journey[] = [];
  try {
    services.push(await startGateway(stage));
    services.push(await startWorker(stage));
    for (let number = 0; number < JOURNEYS; number++)
      journeys.push(await plugIn(stage, await createSite(stage, shop, 100 + number)));
    say(`${JOURNEYS} cars are plugged in; their drivers open the payment page`);
    const payments = await checkOut(stage, mollie, journeys);
    await timeOf(mollie, payments.slice(0, 1));
    const [alone = Number.NaN] = await timeOf(mollie, payments.slice(1, BEFORE));
    const together = sortedNumbers(await timeOf(mollie, payments.slice(BEFORE)));
    say(`one alone ${alone.toFixed(0)} ms; ${TOGETHER} together, slowest ${together.at(-1)?.toFixed(0)} ms`);
    return [
      { name: "payment to RemoteStart, one alone", value: alone, unit: "ms" },
      { name: `${TOGETHER} in parallel: median`, value: percentile(together, 0.5), unit: "ms" },
      { name: `${TOGETHER} in parallel: p95`, value: percentile(together, 0.95), unit: "ms" },
      { name: `${TOGETHER} in parallel: slowest`, value: together.at(-1) ?? Number.NaN, unit: "ms" },
    ];
  } finally {
    await Promise.all(journeys.map(({ station }) => station.close()));
    for (const service of services.reverse()) await service.stop();
    await mollie.stop();
  }
}

function startWorker({ env }: Stage): Promise<Service> {
  return startService({ name: "worker", args: ["dist/worker.js"], env, logs: LOGS });
}

async function plugIn(stage: Stage, site: Site): Promise<Journey> {
  let arrived: (at: number) => void = () => {};
  const started = new Promise<number>((resolve, reject) => {
    arrived = resolve;
    setTimeout(() => reject(new Error(`${site.identity} got no start command`)), PATIENCE_MS).unref();
  });
  // Somebody waits for it later; until then a failure must not end the process.
  started.catch(() => {});
  const url = `ws://127.0.0.1:${stage.ports.gateway}/ocpp`;
  const station = await LoadStation.connect(url, site.identity, STATION_PASSWORD, (action) => {
    if (action === "RemoteStartTransaction") arrived(performance.now());
    return { status: "Accepted" };
  });
  await station.call("BootNotification", { chargePointVendor: "Bench", chargePointModel: "One" });
  await station.call("StatusNotification", { connectorId: 1, errorCode: "NoError", status: "Preparing" });
  return { site, station, started };
}

interface OpenPayment {
  readonly pspPaymentId: string;
  readonly started: Promise<number>;
}

async function checkOut(
  { context, owner }: Stage,
  mollie: MollieSimulator,
  journeys: readonly Journey[],
): Promise<OpenPayment[]> {
  const psp = createPspRegistry({ mollieApiUrl: mollie.url, allowPlainHttp: true, deadlineMs: 10_000 });
  const payments: OpenPayment[] = [];
  for (const [index, { site, started }] of journeys.entries()) {
    const deviceToken = `bench-${index}`;
    const view = await getScanView(context, { code: site.code, locale: "en", deviceToken });
    const quoteId = view.state === "UNAVAILABLE" ? null : view.quoteId;
    if (!quoteId) throw new Error(`${site.identity} can not be sold: ${JSON.stringify(view)}`);
    const network = `10.0.${index}.1`;
    const result = await openCheckout(context, psp, {
      quoteId,
      holdIndex: 1,
      locale: "en",
      deviceToken,
      network,
    });
    if (result.kind !== "redirect") throw new Error(`no payment page: ${JSON.stringify(result)}`);
    const { rows } = await owner.query<{ id: string }>(
      "SELECT psp_payment_id AS id FROM payments WHERE quote_id = $1",
      [quoteId],
    );
    payments.push({ pspPaymentId: rows[0]?.id ?? "", started });
  }
  return payments;
}

/** All of them pay at once; how long each waited for its start command, ms. */
function timeOf(mollie: MollieSimulator, payments: readonly OpenPayment[]): Promise<number[]> {
  const from = performance.now();
  return Promise.all(
    payments.map(async ({ pspPaymentId, started }) => {
      await mollie.checkout(pspPaymentId).pay("visa");
      return (await started) - from;
    }),
  );
}
