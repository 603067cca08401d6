"use server";

import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import { readStation, type StationDetail } from "@/lib/locations/admin.queries";
import { approveStation } from "@/lib/locations/approve-station";
import { registerMeterKey } from "@/lib/locations/register-meter-key";
import { queueCommand } from "@/lib/sessions/queue-command";
import type { StationCommandPayload } from "@/lib/sessions/station-facts.model";
import { recordAudit } from "@/lib/tenants/record-audit";
import { adminAction } from "../../_guard/admin-action";
import type { Admin } from "../../_guard/open-admin";

/** How long a command may wait for the socket and the answer. */
const DEADLINE_S = 60;

async function stationIn(admin: Admin, stationId: string): Promise<StationDetail> {
  const station = await readStation(admin.context, admin.scope, stationId);
  if (!station) throw new AppError("not_found", "station_unknown", "not in the scope");
  return station;
}

/** The command and its audit entry leave in one transaction. */
async function send(admin: Admin, stationId: string, payload: StationCommandPayload): Promise<void> {
  const { clientId, userId, name } = admin.principal;
  await admin.context.db.withClient(clientId, async (tx) => {
    const createdBy = `user:${userId}`;
    await queueCommand(tx, admin.context, { clientId, stationId, payload, deadlineS: DEADLINE_S, createdBy });
    await recordAudit(tx, {
      clientId,
      at: admin.context.clock.now(),
      actor: { userId, name },
      action: "station.command_queued",
      objectType: "station",
      objectId: stationId,
      after: JSON.parse(JSON.stringify(payload)),
    });
  });
}

/** Restarts a station softly; while a car charges only when that was confirmed (ADM-28). */
export const restartStation = adminAction(
  "station.command",
  z.strictObject({ stationId: z.uuid(), interrupt: z.literal("yes").optional() }),
  async (admin, { stationId, interrupt }) => {
    const station = await stationIn(admin, stationId);
    const isBusy = station.evses.some((evse) => evse.sessions.length > 0);
    if (isBusy && interrupt !== "yes") throw new AppError("conflict", "station_busy", "a session is running");
    await send(admin, stationId, { kind: "RESET", type: "SOFT" });
    return "The restart is on its way.";
  },
);

const connector = z.strictObject({
  stationId: z.uuid(),
  connectorId: z.coerce.number().int().min(1).max(64),
});

/** Unlocks the cable of one charger. */
export const unlockConnector = adminAction("station.command", connector, async (admin, input) => {
  await stationIn(admin, input.stationId);
  await send(admin, input.stationId, { kind: "UNLOCK", ocppConnectorId: input.connectorId });
  return "The unlock command is on its way.";
});

/** Takes one charger out of service or back. */
export const changeAvailability = adminAction(
  "station.command",
  connector.extend({ operative: z.enum(["yes", "no"]) }),
  async (admin, input) => {
    await stationIn(admin, input.stationId);
    await send(admin, input.stationId, {
      kind: "CHANGE_AVAILABILITY",
      ocppConnectorId: input.connectorId,
      operative: input.operative === "yes",
    });
    return "The command is on its way.";
  },
);

/** Asks the station for its status. */
export const requestStatus = adminAction(
  "station.command",
  z.strictObject({ stationId: z.uuid() }),
  async (admin, { stationId }) => {
    await stationIn(admin, stationId);
    await send(admin, stationId, { kind: "TRIGGER_MESSAGE", message: "STATUS_NOTIFICATION" });
    return "The station is asked for its status.";
  },
);

/** Takes a station out of quarantine. */
export const approveQuarantined = adminAction(
  "station.approve",
  z.strictObject({ stationId: z.uuid() }),
  async (admin, { stationId }) => {
    await stationIn(admin, stationId);
    const { clientId, userId, name } = admin.principal;
    await approveStation(admin.context, { clientId, stationId, actor: { userId, name } });
    return "The station is approved.";
  },
);

/** Registers the key with which the calibrated meter of one charger signs. */
export const registerKey = adminAction(
  "station.approve",
  z.strictObject({ stationId: z.uuid(), evseId: z.uuid(), publicKey: z.string().max(2_000) }),
  async (admin, { stationId, evseId, publicKey }) => {
    const station = await stationIn(admin, stationId);
    if (!station.evses.some((evse) => evse.id === evseId)) {
      throw new AppError("not_found", "evse_unknown", "not at this station");
    }
    const { clientId, userId, name } = admin.principal;
    await registerMeterKey(admin.context, { clientId, evseId, publicKey, actor: { userId, name } });
    return publicKey.trim() === "" ? "The key is taken away." : "The key is registered.";
  },
);
