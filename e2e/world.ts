import { openRunningWorld } from "./support/running-world";
import { hasWorldFile, writeWorldFile } from "./support/world-file";

/**
 * Global setup: the whole product once, shared by all workers. Every test takes chargers that no other test uses, so tests do
 * not meet. Returns the teardown, which leaves neither a process nor a database behind. A world that is already running, named
 * by KERBWATT_E2E_WORLD, is used and left alone.
 */
export default async function startSharedWorld(): Promise<() => Promise<void>> {
  if (hasWorldFile()) return async () => {};
  const running = await openRunningWorld("shared");
  writeWorldFile(running.info);
  return running.close;
}
