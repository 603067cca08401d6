import { findStationOf } from "../facts.queries";
import type { ActCall } from "./act.model";
import { controlCall } from "./control-call";

type StationAct = "plug-in" | "unplug" | "go-offline" | "come-online" | "ignore-next-start";

const OF_THE_STATION: readonly StationAct[] = ["go-offline", "come-online"];

/** Moves a cable or the network of a simulated station; without a station simulator a person does it. */
export async function moveStation(
  call: ActCall,
  evseId: string,
  act: StationAct,
  body: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const { stationControl } = call.facts.run.setup;
  if (stationControl === null) return;
  const station = await call.deps.context.db.withClient(call.opened.connection.clientId, (tx) =>
    findStationOf(tx, evseId),
  );
  if (station === null) return;
  const connector = OF_THE_STATION.includes(act) ? "" : `/connectors/${station.connector}`;
  const url = `${stationControl}/api/stations/${encodeURIComponent(station.identity)}${connector}/${act}`;
  await controlCall(call, "POST", url, body);
}
