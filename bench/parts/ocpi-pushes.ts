import { performance } from "node:perf_hooks";
import { systemOutbound } from "@/lib/ocpi/exchange/outbound/system-client";
import { deliverPushes } from "@/lib/ocpi/push/deliver-pushes";
import { queuePushes } from "@/lib/ocpi/push/queue-push";
import { HttpLoad, paceOf } from "../lib/http-load";
import { cpuMs } from "../lib/measure";
import type { Peer, Received } from "../lib/ocpi-peer";
import type { Provider } from "../lib/ocpi-scene";
import type { Figure, Say } from "../lib/report";
import type { Shop } from "../lib/scene";
import type { Stage } from "../lib/stage";

/** Every session is told so often: what one has to say is read anew each time. */
const ROUNDS = 8;

/**
 * The sessions that were started are told to their partner, one after the other, by the code that the worker runs: read,
 * price, encode, send, journal, record. Beside it the same bytes by a bare client to the same partner.
 */
export async function measurePushes(
  stage: Stage,
  { clientId }: Shop,
  { subscriptionId }: Provider,
  peer: Peer,
  say: Say,
): Promise<Figure[]> {
  const { context, owner } = stage;
  await owner.query("DELETE FROM ocpi_pushes WHERE subscription_id = $1", [subscriptionId]);
  const { rows } = await owner.query<{ id: string }>(
    "SELECT id FROM charging_sessions WHERE subscription_id = $1",
    [subscriptionId],
  );
  const round = async (): Promise<void> => {
    const subjects = rows.map(({ id }) => ({ kind: "session" as const, objectId: id }));
    const connection = { clientId, subscriptionId };
    await context.db.withClient(clientId, (tx) => queuePushes(tx, context, connection, subjects));
    await deliverPushes({ context, outbound: systemOutbound() }, connection);
  };
  await round();
  peer.received.length = 0;
  const cpuBefore = [cpuMs(process.pid), cpuMs(stage.databasePid)];
  const began = performance.now();
  const gaps: number[] = [];
  for (let number = 0; number < ROUNDS; number++) {
    const from = peer.received.length;
    await round();
    gaps.push(...gapsOf(peer.received.slice(from)));
  }
  const seconds = (performance.now() - began) / 1_000;
  const [ownMs = 0, databaseMs = 0] = [process.pid, stage.databasePid].map(
    (pid, i) => cpuMs(pid) - (cpuBefore[i] ?? 0),
  );
  const puts = peer.received.filter(({ method, path }) => method === "PUT" && path.startsWith("/sessions/"));
  if (puts.length !== rows.length * ROUNDS)
    throw new Error(`${puts.length} of ${rows.length * ROUNDS} PUTs came`);
  const sent = paceOf(gaps, seconds);
  const bare = await sendBare(peer, puts);
  say(`session PUT: ${(puts.length / seconds).toFixed(0)}/s, bare client ${bare.rate.toFixed(0)}/s`);
  return [
    { name: "session PUT, one partner: rate", value: puts.length / seconds, unit: "requests/s" },
    { name: "session PUT, one partner: median", value: sent.median, unit: "ms" },
    { name: "session PUT, one partner: p95", value: sent.p95, unit: "ms" },
    {
      name: "session PUT: CPU of worker's code + PostgreSQL",
      value: (ownMs + databaseMs) / puts.length,
      unit: "ms/request",
    },
    { name: "the same bytes by a bare client: rate", value: bare.rate, unit: "requests/s" },
    { name: "the same bytes by a bare client: p95", value: bare.p95, unit: "ms" },
  ];
}

const gapsOf = (received: readonly Received[]): number[] =>
  received.slice(1).map(({ at }, index) => at - (received[index]?.at ?? at));

async function sendBare(peer: Peer, puts: readonly Received[]) {
  const load = new HttpLoad(1);
  const took: number[] = [];
  const began = performance.now();
  for (const { path, body } of puts) {
    const from = performance.now();
    await load.call({ url: `${peer.url}${path}`, method: "PUT", body });
    took.push(performance.now() - from);
  }
  load.close();
  return paceOf(took, (performance.now() - began) / 1_000);
}
