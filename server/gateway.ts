import { hostname } from "node:os";
import { closeRuntime, runtime } from "@/lib/db/runtime";
import { env } from "@/lib/env";
import { startGateway } from "./gateway/start-gateway";

/** Entry point of the gateway process: OCPP sockets, and nothing else (SEC-39). */
async function main(): Promise<void> {
  const { GATEWAY_HOST, GATEWAY_PORT, KERBWATT_MODE, TRUSTED_PROXIES } = env();
  const context = runtime();
  const gateway = await startGateway({
    context,
    gatewayId: `${hostname()}:${GATEWAY_PORT}`,
    host: GATEWAY_HOST,
    port: GATEWAY_PORT,
    allowUnencrypted: KERBWATT_MODE !== "live",
    trustedProxies: TRUSTED_PROXIES,
    dataTransfer: [],
  });
  context.log.info({ port: gateway.port }, "gateway listens");

  let isEnding = false;
  const end = async (): Promise<void> => {
    if (isEnding) return;
    isEnding = true;
    context.log.info({ stations: gateway.stationCount() }, "gateway ends");
    await gateway.close();
    await closeRuntime();
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      end().then(
        () => process.exit(0),
        (error: unknown) => {
          context.log.error({ error: String(error) }, "gateway did not end cleanly");
          process.exit(1);
        },
      );
    });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
