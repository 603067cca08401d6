// A supervised process that owns a PostgreSQL server: starts it, tells its parent the address, and stops it on
// SIGTERM or when the parent dies. A server that a developer has started by hand is left running.
//   node scripts/lib/database-keeper.mjs [--test]
import { demoDatabaseOptions, isStartedByHand, startDatabase, testDatabaseOptions } from "../database.mjs";

const isTest = process.argv.includes("--test");
const options = isTest ? testDatabaseOptions() : demoDatabaseOptions();
const alive = setInterval(() => {}, 60_000);

const { url, port, started, stop } = await startDatabase(options);
process.send?.({ url, port, started });

process.once("SIGTERM", async () => {
  // A test cluster that was running before may serve another test run; a demo has its cluster to itself.
  const isOurs = started || !isTest;
  if (isOurs && !isStartedByHand(options)) await stop();
  clearInterval(alive);
  process.exit(0);
});
process.on("SIGINT", () => {
  // Ctrl-C goes to the whole terminal. The parent decides when the database may go.
});
