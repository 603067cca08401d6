import type { Context } from "@/lib/db/context";
import { parametersFor } from "@/lib/tenants/parameters.model";
import { queueCommand } from "./queue-command";
import type { StationCommandPayload } from "./station-facts.model";

/** Seconds for a station to answer a configuration command; after a boot it may be busy. */
const ANSWER_S = 60;

/**
 * After a boot: read the station's configuration, and set what ad-hoc payment needs. A DC station moves kilowatt-hours in
 * half a minute, so its readings come more often than on AC (REL-21). Calibrated meters also read on every quarter hour, where
 * prices change there (LAW-34, OCMF "Embedding in OCPP"). All else stays as it is.
 */
export async function configureStation(
  context: Context,
  input: { readonly clientId: string; readonly stationId: string },
): Promise<void> {
  await context.db.withClient(input.clientId, async (tx) => {
    const station = await tx.station.findUnique({
      where: { id: input.stationId },
      select: {
        state: true,
        evses: { select: { currentType: true, eichrecht: true } },
        location: { select: { cpo: true } },
      },
    });
    if (station?.state !== "ACTIVE") return;
    const { meterIntervalAcS, meterIntervalDcS } = parametersFor(station.location.cpo);
    const isDc = station.evses.some((evse) => evse.currentType === "DC");
    const commands: StationCommandPayload[] = [
      {
        kind: "CHANGE_CONFIGURATION",
        key: "MeterValueSampleInterval",
        value: String(isDc ? meterIntervalDcS : meterIntervalAcS),
      },
      { kind: "CHANGE_CONFIGURATION", key: "MeterValuesSampledData", value: SAMPLED_DATA },
      ...(station.evses.some((evse) => evse.eichrecht) ? QUARTER_HOURS : []),
      { kind: "GET_CONFIGURATION", keys: [] },
      { kind: "TRIGGER_MESSAGE", message: "STATUS_NOTIFICATION" },
    ];
    for (const payload of commands) {
      await queueCommand(tx, context, { ...input, payload, deadlineS: ANSWER_S, createdBy: "boot" });
    }
  });
}

const SAMPLED_DATA = "Energy.Active.Import.Register,Power.Active.Import,SoC";

const QUARTER_HOURS: readonly StationCommandPayload[] = [
  { kind: "CHANGE_CONFIGURATION", key: "MeterValuesAlignedData", value: "Energy.Active.Import.Register" },
  { kind: "CHANGE_CONFIGURATION", key: "ClockAlignedDataInterval", value: "900" },
];
