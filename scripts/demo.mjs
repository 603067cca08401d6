// The whole product with simulated stations and a simulated Mollie, from a fresh clone, without an account.
//   npm run demo               build once, then run
//   npm run demo -- --lan      links with this machine's network address, so that a phone can scan the QR code
//   npm run demo -- --fresh    forget all earlier demo data
//   npm run dev                the same with live reload
import { parseArgs } from "node:util";
import { paint, step } from "./lib/console.mjs";
import { onInterruption } from "./lib/interruptions.mjs";
import { checkNode, generateClient, install } from "./lib/prepare.mjs";

const { values: flags } = parseArgs({
  options: { lan: { type: "boolean" }, fresh: { type: "boolean" }, dev: { type: "boolean" } },
});

/** Set once everything runs. An interrupted start just ends: its children notice and follow. */
let stop = null;
let stopping = false;

onInterruption(async () => {
  if (!stop || stopping) process.exit(130);
  stopping = true;
  console.log("\nStopping. Press Ctrl-C again to leave at once.");
  await stop();
  process.exit(0);
});

try {
  const startedAt = performance.now();
  console.log(`\n${paint("bold", "Kerbwatt")}: pay for charging with a QR code\n`);
  checkNode();
  await step("install packages", install);
  await step("generate the database client", generateClient);
  // Loaded only now, because it uses packages.
  const { launchDemo } = await import("./lib/launch-demo.mjs");
  stop = await launchDemo(flags);
  console.log(`Ready in ${((performance.now() - startedAt) / 1000).toFixed(1)} s. Stop with Ctrl-C.\n`);
} catch (error) {
  console.error(`\n${paint("red", "The demo could not start.")}\n${error.message}`);
  process.exit(1);
}
