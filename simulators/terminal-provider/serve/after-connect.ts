import { crawl } from "../client/crawl";
import { announceTerminal, persistently } from "../client/payments";
import type { Provider } from "../provider";

/** The moment that the CPO needs to store the credentials which we have just given it. */
const BREATH_MS = 20;

/** What a provider does with a fresh connection: reads locations and tariffs, and tells the CPO of its terminals. */
export async function afterConnect(provider: Provider): Promise<void> {
  await provider.world.sleep(BREATH_MS);
  const { status, version } = provider.state.connection;
  if (status !== "connected" || version === null) return;
  if (provider.settings.crawlOnConnect) await crawlCatalogue(provider);
  if (provider.settings.announceTerminals && provider.hasPayments(version)) await announceAll(provider);
}

/** Reads locations and tariffs. What the CPO does not offer is left out. */
export async function crawlCatalogue(provider: Provider): Promise<void> {
  for (const module of ["locations", "tariffs"] as const) {
    const offered = provider.state.connection.peerEndpoints.some(({ identifier }) => identifier === module);
    if (offered && provider.state.connection.status === "connected") await crawl(provider, module);
  }
}

/** POSTs every terminal, again and again for a while when the CPO does not take it. */
export async function announceAll(provider: Provider): Promise<void> {
  const offered = provider.state.connection.peerEndpoints.some(({ identifier }) => identifier === "payments");
  if (!offered) return;
  for (const terminal of provider.state.terminals.values()) {
    if (!(await persistently(provider, () => announceTerminal(provider, terminal)))) return;
  }
}
