import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SWEEPS } from "@/lib/jobs/sweeps";
import { createShop, createSites } from "@/lib/jobs/testing/site";
import { charging, paid, type Visit } from "@/lib/jobs/testing/visit";
import { World } from "@/lib/jobs/testing/world";
import { checkInvariants } from "./check-invariants";
import { INVARIANT_CHECKS } from "./invariants.queries";

const MINUTE = 60_000;
let world: World;
let billed: Visit;
let waiting: Visit;

beforeAll(async () => {
  world = await World.open();
  const shop = await createShop(world);
  const [first, second] = await createSites(world, shop, 2);
  if (!first || !second) throw new Error("two stations were expected");
  billed = await charging(first);
  await first.charge(10 * MINUTE);
  await first.end("Local");
  await world.run(5_000);
  waiting = await paid(second);
});
afterAll(() => world.close());

/**
 * Breaks rows behind the back of every constraint, looks, and puts everything back: SQL as the owner with triggers and
 * checks off, in a transaction that is rolled back.
 */
async function rulesBrokenBy(...statements: string[]): Promise<string[]> {
  const broken: string[] = [];
  const ids = {
    billed: billed.sessionId,
    pay: billed.paymentId,
    waiting: waiting.sessionId,
    hold: waiting.paymentId,
  };
  const undo = new Error("undo");
  await world
    .asOwner(async (tx) => {
      await tx.$executeRawUnsafe("SET LOCAL session_replication_role = replica");
      for (const statement of statements)
        await tx.$executeRawUnsafe(
          statement.replace(
            /\$(billed|pay|waiting|hold)\b/g,
            (_, name: keyof typeof ids) => `'${ids[name]}'`,
          ),
        );
      const context = {
        ...world.context,
        db: { ...world.context.db, withSystem: async <T>(work: (t: typeof tx) => Promise<T>) => work(tx) },
      };
      for (const { rule } of await checkInvariants(context)) broken.push(rule);
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  return [...new Set(broken)];
}

const DROP_CHECKS =
  "DO $do$ DECLARE c record; BEGIN FOR c IN SELECT conrelid::regclass AS t, conname FROM pg_constraint WHERE contype IN ('c', 'x') AND connamespace = 'public'::regnamespace LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.t, c.conname); END LOOP; END $do$";

describe("REL-54: the self-check", () => {
  it("finds nothing in a world in order", async () => {
    expect(await checkInvariants(world.context)).toEqual([]);
  });

  it.each([
    [
      "REL-1",
      "a booking out of balance",
      [
        "UPDATE ledger_entries SET amount_minor = amount_minor + 1 WHERE id = (SELECT min(id) FROM ledger_entries)",
      ],
    ],
    [
      "REL-1",
      "a hold that the books do not know",
      [
        "DELETE FROM ledger_entries WHERE posting_id IN (SELECT id FROM ledger_postings WHERE payment_id = $hold)",
      ],
    ],
    [
      "REL-2",
      "more taken than was held",
      [DROP_CHECKS, "UPDATE payments SET captured_minor = authorised_minor + 1 WHERE id = $pay"],
    ],
    [
      "REL-3",
      "more refunded than was taken",
      [DROP_CHECKS, "UPDATE payments SET refunded_minor = captured_minor + 1 WHERE id = $pay"],
    ],
    [
      "REL-4",
      "a capture that differs from its CDR",
      [DROP_CHECKS, "UPDATE payments SET captured_minor = captured_minor - 1 WHERE id = $pay"],
    ],
    [
      "REL-4",
      "a capture whose session was not billed",
      ["UPDATE charging_sessions SET state = 'CLOSED' WHERE id = $billed"],
    ],
    [
      "REL-5",
      "a start before the hold",
      ["UPDATE start_attempts SET created_at = '2039-01-01' WHERE session_id = $billed"],
    ],
    [
      "REL-6",
      "a hold behind a closed visit",
      ["UPDATE charging_sessions SET state = 'CLOSED' WHERE id = $waiting"],
    ],
    [
      "REL-6",
      "a hold beyond its last moment",
      ["UPDATE payments SET capture_before = '2039-01-01' WHERE id = $hold"],
    ],
    [
      "REL-7",
      "a timer that never struck",
      ["UPDATE charging_sessions SET plug_deadline_at = '2039-01-01' WHERE id = $waiting"],
    ],
    [
      "REL-8",
      "more energy than the register",
      ["UPDATE cdrs SET energy_wh = 999999 WHERE session_id = $billed"],
    ],
    [
      "REL-8",
      "two CDRs of one EVSE at one time",
      [
        DROP_CHECKS,
        "INSERT INTO cdrs SELECT gen_random_uuid(), client_id, cpo_id, evse_id, $waiting::uuid, 'X', tariff_hash, currency, started_at, ended_at, 0, 0, 0, 0, 0, content, created_at FROM cdrs",
      ],
    ],
    ["REL-9", "a billed session without a CDR", ["DELETE FROM cdrs"]],
    [
      "REL-9",
      "a bill that waits for a decision",
      ["UPDATE cdr_validations SET state = 'FLAGGED' WHERE session_id = $billed"],
    ],
    [
      "REL-4",
      "a correction that was not given back",
      [
        "INSERT INTO cdrs (id, client_id, cpo_id, evse_id, session_id, kind, credits_id, reason, number, tariff_hash, currency, started_at, ended_at, energy_wh, net_minor, tax_minor, gross_minor, charged_minor, content, created_at) SELECT gen_random_uuid(), client_id, cpo_id, evse_id, session_id, 'CREDIT', id, 'x', 'X-C1', tariff_hash, currency, started_at, ended_at, energy_wh, -net_minor, -tax_minor, -gross_minor, -charged_minor, content, created_at FROM cdrs WHERE session_id = $billed",
      ],
    ],
    [
      "REL-24",
      "a terminal's bill without a document",
      [
        "UPDATE charging_sessions SET channel = 'OCPI_TERMINAL' WHERE id = $billed",
        "UPDATE cdrs SET created_at = '2039-01-01'",
        "DELETE FROM receipts",
      ],
    ],
    [
      "REL-12",
      "two active sessions of one EVSE",
      [
        "DROP INDEX charging_sessions_one_active_per_evse",
        "UPDATE charging_sessions SET state = 'CHARGING', evse_id = (SELECT evse_id FROM charging_sessions WHERE id = $waiting) WHERE id = $billed",
      ],
    ],
    [
      "REL-14",
      "a state that the timeline does not lead to",
      ["UPDATE charging_sessions SET state = 'FLAGGED' WHERE id = $billed"],
    ],
    [
      "REL-14",
      "a move that is not in the table",
      ["UPDATE session_events SET kind = 'flagged' WHERE kind = 'billed'"],
    ],
    [
      "REL-14",
      "a payment's state that nobody moved to",
      ["UPDATE payments SET state = 'FAILED' WHERE id = $pay"],
    ],
    ["REL-23", "a gap in a timeline", ["DELETE FROM session_events WHERE session_id = $billed AND seq = 2"]],
    [
      "REL-24",
      "a receipt with another amount",
      ["UPDATE receipts SET content = jsonb_set(content::jsonb, '{total,grossMinor}', '1')"],
    ],
    ["REL-24", "a lost receipt", ["DELETE FROM receipts"]],
  ])("%s: finds %s", async (rule, _, statements) => {
    expect(await rulesBrokenBy(...statements)).toContain(rule);
  });

  it("has a test for every rule that it knows", () => {
    const known = new Set(INVARIANT_CHECKS.map(({ rule }) => rule));
    const tested = [
      "REL-1",
      "REL-2",
      "REL-3",
      "REL-4",
      "REL-5",
      "REL-6",
      "REL-7",
      "REL-8",
      "REL-9",
      "REL-12",
      "REL-14",
      "REL-23",
      "REL-24",
    ];
    expect([...known]).toEqual(tested);
  });

  it("what the sweep finds becomes one case, however often it looks", async () => {
    await world.sql("UPDATE charging_sessions SET plug_deadline_at = '2039-01-01' WHERE id = $1", [
      waiting.sessionId,
    ]);
    const { deps } = world;
    for (let hour = 0; hour < 3; hour++) {
      await SWEEPS["sweep.invariants"]?.run(deps);
      for (
        let [job] = await world.jobs.due();
        job?.type === "exception.raised";
        [job] = await world.jobs.due()
      )
        await world.jobs.run(job);
    }
    const cases = await world.sql("SELECT code, count, detail->>'rule' AS rule FROM exception_cases");
    expect(cases).toEqual([{ code: "invariant_violated", count: 3, rule: "REL-7" }]);
  });
});
