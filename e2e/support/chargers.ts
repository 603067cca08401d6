import { mkdirSync } from "node:fs";
import path from "node:path";
import { StationControl } from "./station";
import type { ChargerFacts, WorldInfo } from "./world-file";

/** A charger that belongs to one test, with the address of its sticker and the simulated hardware behind it. */
export interface Charger extends ChargerFacts {
  readonly path: string;
  readonly station: StationControl;
}

/** Takes a charger of the kind that no other test has taken. A folder can be made once only, in whichever process. */
export function claimCharger(world: WorldInfo, kind = "steady"): Charger {
  for (const facts of world.chargers) {
    if (facts.kind !== kind || !claim(path.join(world.folder, "claims", facts.label))) continue;
    return { ...facts, path: `/c/${facts.code}`, station: new StationControl(world, facts) };
  }
  throw new Error(`no charger of kind ${kind} is left; raise the count in e2e/seed/e2e-clients.ts`);
}

function claim(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch {
    return false;
  }
}
