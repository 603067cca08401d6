import { readFileSync } from "node:fs";
import { z } from "zod";
import { startStationFleet } from "./fleet";
import type { FleetStation } from "./fleet-member";

/** One station of the file that STATION_SIMULATOR_CONFIG names. */
const stationSchema = z.strictObject({
  identity: z.string().min(1).max(255),
  password: z.string().optional(),
  name: z.string().optional(),
  site: z.string().optional(),
  vendor: z.string().max(20).optional(),
  model: z.string().max(20).optional(),
  serialNumber: z.string().max(25).optional(),
  firmwareVersion: z.string().max(50).optional(),
  url: z.string().optional(),
  speed: z.number().positive().optional(),
  timestamps: z.enum(["wall", "simulated"]).optional(),
  meterIntervalS: z.int().min(0).optional(),
  signedMeter: z.boolean().optional(),
  connectionTimeoutS: z.int().min(0).optional(),
  heartbeat: z.boolean().optional(),
  bootOnReconnect: z.boolean().optional(),
  configuration: z.record(z.string(), z.string()).optional(),
  connectors: z
    .array(
      z.strictObject({
        id: z.int().min(1),
        kind: z.enum(["AC", "DC"]),
        maxPowerW: z.number().positive(),
        phases: z.union([z.literal(1), z.literal(3)]).optional(),
        meterWh: z.number().min(0).optional(),
      }),
    )
    .min(1),
});

function readStations(file: string): FleetStation[] {
  const parsed = z
    .array(stationSchema)
    .min(1)
    .safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`);
  // An absent key and an undefined one mean the same to the fleet; JSON knows only the first.
  return parsed.data as FleetStation[];
}

async function main(): Promise<void> {
  const { env } = process;
  const file = env.STATION_SIMULATOR_CONFIG;
  if (!file) throw new Error("STATION_SIMULATOR_CONFIG must name a JSON file with stations");
  const gatewayUrl = env.STATION_SIMULATOR_GATEWAY_URL || "ws://127.0.0.1:4001/ocpp";
  const fleet = await startStationFleet({
    stations: readStations(file),
    gatewayUrl,
    controlPort: z.coerce
      .number()
      .int()
      .min(0)
      .max(65_535)
      .parse(env.STATION_SIMULATOR_PORT || "4004"),
    speed: z.coerce
      .number()
      .positive()
      .parse(env.STATION_SIMULATOR_SPEED || "1"),
  });
  console.log(`station simulator: ${fleet.url} (${fleet.stations.length} stations for ${gatewayUrl})`);
  const leave = () => void fleet.stop().then(() => process.exit(0));
  process.once("SIGTERM", leave);
  process.once("SIGINT", leave);
}

main().catch((error: unknown) => {
  console.error(`station simulator: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
