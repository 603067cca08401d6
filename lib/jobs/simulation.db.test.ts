import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createShop } from "./testing/site";
import { Story } from "./testing/story";
import { World } from "./testing/world";

const SEEDS = Number(process.env.KERBWATT_SEEDS ?? 30);
const FIRST = Number(process.env.KERBWATT_FIRST_SEED ?? 1);
const STEPS = Number(process.env.KERBWATT_STEPS ?? 30);
/** Ends of a visit that are right without a person. With a person's case open, more are. */
const RIGHT =
  /^(BILLED (CAPTURED|HOLD_LOST)|CLOSED (RELEASED|HOLD_LOST|CAPTURED 0)|ABANDONED (FAILED|CANCELED|EXPIRED))/;

describe(`REL-46 to REL-49: ${SEEDS} seeded stories`, () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open({ pspDeadlineMs: 600 });
  });
  afterAll(() => world.close());

  /** Everything that is wrong after a story; an empty list is a good end. */
  async function faultsOf(story: Story): Promise<string[]> {
    const faults = await world.violations();
    const rows = await world.sql(
      `SELECT s.id, s.state, p.state AS payment, p.captured_minor - p.refunded_minor AS kept, p.id AS payment_id,
         EXISTS (SELECT 1 FROM exception_cases e WHERE e.state = 'OPEN' AND (e.session_id = s.id OR e.payment_id = p.id)) AS told
       FROM charging_sessions s JOIN payments p ON p.id = s.payment_id WHERE s.cpo_id = $1`,
      [story.shop.cpoId],
    );
    for (const { id, state, payment, kept, told } of rows) {
      const end = `${state} ${payment} ${kept}`;
      const isOpenCase =
        told === true && /^(FLAGGED AUTHORISED|FLAGGED CAPTURED|BILLED CAPTURE_FAILED)/.test(end);
      if (!RIGHT.test(end) && !isOpenCase) faults.push(`session ${id} ended as ${end}`);
    }
    faults.push(...(await world.repriced(story.shop.clientId)));
    for (const { type, error } of world.jobs.failures) faults.push(`job ${type} failed: ${error}`);
    return faults;
  }

  it.each(Array.from({ length: SEEDS }, (_, index) => FIRST + index))(
    "seed %d",
    async (seed) => {
      world.jobs.failures.length = 0;
      const story = new Story(world, await createShop(world), seed);
      try {
        await story.play(STEPS);
      } catch (error) {
        throw new Error(`seed ${seed}: ${(error as Error).stack}\n${story.trace.join("\n")}`);
      }
      const faults = await faultsOf(story);
      await world.jobs.lose();
      expect(faults, `seed ${seed}\n${story.trace.join("\n")}`).toEqual([]);
    },
    120_000,
  );

  it("the stories were worth playing: visits ended in every way", async () => {
    const rows = await world.sql(
      "SELECT state, count(*)::int AS count FROM charging_sessions GROUP BY state",
    );
    const counts = Object.fromEntries(rows.map(({ state, count }) => [String(state), Number(count)]));
    for (const state of ["BILLED", "CLOSED", "ABANDONED"])
      expect(counts[state] ?? 0, JSON.stringify(counts)).toBeGreaterThan(SEEDS / 10);
    const faults = await world.sql("SELECT DISTINCT code FROM exception_cases");
    expect(faults.length, JSON.stringify(faults)).toBeGreaterThan(SEEDS / 30);
  });
});
