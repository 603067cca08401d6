import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { isUniqueViolation } from "@/lib/db/retry.rules";
import { env } from "@/lib/env";
import { beginTest } from "@/lib/subscriptions/begin-test";
import { type Connection, OPEN_STATES } from "@/lib/subscriptions/connection.model";
import { findConnection } from "@/lib/subscriptions/connection.queries";
import { staffActor } from "@/lib/subscriptions/staff-act";
import type { Principal } from "@/lib/tenants/access.model";
import { requirePermission } from "@/lib/tenants/access.rules";
import { recordAudit } from "@/lib/tenants/record-audit";
import { simulatedProvider, stationControlOf } from "./act/simulator.rules";
import type { RunPlace, RunSetup } from "./conformance.model";
import { insertRun, planLook } from "./run.store";
import { findEvses, findLast, type RunEvse } from "./runs.queries";
import { STEP_KEYS } from "./steps.model";

/** What a person chooses for a run. */
export interface RunWish {
  readonly subscriptionId: string;
  readonly evseId: string;
  /** Where the station is, or will be, off the network; may be the same charging point. */
  readonly offlineEvseId: string;
  readonly silentEvseId: string | null;
  readonly rotation: boolean;
  /** The simulated provider acts by itself; only where the partner is one. */
  readonly unattended: boolean;
  /** Control address of the station simulator; empty for none. */
  readonly stationControl: string;
}

const no = (kind: "not_found" | "conflict" | "validation" | "precondition", code: string, message: string) =>
  new AppError(kind, code, message);

/**
 * Begins a conformance run of a registered connection (domain §9.2): the connection is under test from now on, and the first
 * look follows at once. Throws `AppError` "permission_missing", "subscription_unknown", "subscription_wrong_state",
 * "run_running", "evse_not_testable", "evse_without_terminal", "not_simulated" and "station_control_foreign".
 */
export async function startRun(
  context: Context,
  principal: Principal,
  wish: RunWish,
): Promise<{ readonly runId: string }> {
  requirePermission(principal, "subscription.write");
  const { clientId } = principal;
  const { subscriptionId } = wish;
  const prepared = await context.db.withClient(clientId, (tx) => prepare(tx, wish));
  const by = staffActor(principal);
  await beginTest(context, { clientId, subscriptionId, runNumber: prepared.number, by });
  const runId = context.ids.next();
  const at = context.clock.now();
  try {
    await context.db.withClient(clientId, async (tx) => {
      const { number, version, setup } = prepared;
      const row = {
        id: runId,
        clientId,
        subscriptionId,
        number,
        version,
        byName: principal.name,
        startedAt: at,
      };
      await insertRun(tx, { ...row, setup: JSON.parse(JSON.stringify(setup)) }, STEP_KEYS);
      await planLook(tx, { id: runId, clientId }, at);
      await recordAudit(tx, {
        clientId,
        at,
        actor: { userId: principal.userId, name: principal.name },
        action: "subscription.test_begun",
        objectType: "subscription",
        objectId: subscriptionId,
        after: { run: number },
      });
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw no("conflict", "run_running", "another run was a moment faster");
    throw error;
  }
  return { runId };
}

async function prepare(
  tx: Tx,
  wish: RunWish,
): Promise<{ readonly number: number; readonly version: string; readonly setup: RunSetup }> {
  const connection = await findConnection(tx, wish.subscriptionId);
  if (connection === null) throw no("not_found", "subscription_unknown", "no such subscription");
  if (!OPEN_STATES.includes(connection.state) || connection.version === null)
    throw no("conflict", "subscription_wrong_state", `a test is not possible in state ${connection.state}`);
  const last = await findLast(tx, wish.subscriptionId);
  if (last.isRunning) throw no("conflict", "run_running", "a run of this connection is under way");
  const evses = await findEvses(
    tx,
    wish.subscriptionId,
    connection.cpos.map(({ cpoId }) => cpoId),
  );
  return { number: last.next, version: connection.version, setup: setupOf(wish, connection, evses) };
}

function setupOf(wish: RunWish, connection: Connection, evses: readonly RunEvse[]): RunSetup {
  const evse = testable(evses, wish.evseId, connection);
  const silent = wish.silentEvseId === null ? null : testable(evses, wish.silentEvseId, connection);
  if (wish.unattended && simulatedProvider(connection, env().KERBWATT_MODE) === null)
    throw no("precondition", "not_simulated", "the partner is no simulated provider");
  return {
    evse: placeOf(evse),
    offline: placeOf(testable(evses, wish.offlineEvseId, connection)),
    silent: silent && placeOf(silent),
    rotation: wish.rotation,
    unattended: wish.unattended,
    stationControl: wish.unattended ? controlOf(wish.stationControl) : null,
    terminals: evse.terminals.map(({ terminalId, label }) => ({ terminalId, label })),
  };
}

function testable(evses: readonly RunEvse[], evseId: string, { settings, environment }: Connection): RunEvse {
  const evse = evses.find((candidate) => candidate.evseId === evseId);
  const isOfMode = (evse?.cpoMode === "TEST") === (environment === "ACCEPTANCE");
  if (evse === undefined || !isOfMode)
    throw no("validation", "evse_not_testable", "not a charging point of this connection's operators");
  if (evse.terminals.length === 0 && !settings.startWithoutTerminal)
    throw no(
      "precondition",
      "evse_without_terminal",
      "no terminal of this connection serves the charging point",
    );
  return evse;
}

const placeOf = ({ evseId, label, locationId, locationName, connectorId }: RunEvse): RunPlace => ({
  evseId,
  label,
  locationId,
  locationName,
  connectorId,
});

function controlOf(text: string): string | null {
  if (text.trim() === "") return null;
  const control = stationControlOf(text.trim());
  if (control === null)
    throw no("validation", "station_control_foreign", "the station simulator must be on this machine");
  return control;
}
