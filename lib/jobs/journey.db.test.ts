import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSite } from "./testing/site";
import { charging } from "./testing/visit";
import { World } from "./testing/world";

describe("a whole visit", () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
  });
  afterAll(() => world.close());

  it("pays, charges, stops, captures and issues the receipt", async () => {
    const station = await createSite(world);
    const visit = await charging(station);
    await station.charge(30 * 60_000);
    await station.end("Local");
    await world.run(10_000);
    expect(await visit.end()).toBe("BILLED stopped_at_station CAPTURED 275");
    expect(world.jobs.failures).toEqual([]);
    expect(await visit.count("receipts")).toBe(1);
    expect(await world.violations()).toEqual([]);
  });
});
