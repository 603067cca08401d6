import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CONNECTION_VERSIONS } from "@/lib/subscriptions/connection.model";
import type { Run } from "./conformance.model";
import { TestBench } from "./testing/test-bench";

let bench: TestBench;

beforeAll(async () => {
  bench = await TestBench.open();
}, 60_000);

afterAll(() => bench.close());

const states = (run: Run) => Object.fromEntries(run.steps.map(({ key, state }) => [key, state]));

describe("ADM-19: a whole run against a simulated provider", () => {
  it.each(CONNECTION_VERSIONS)(
    "OCPI %s passes by itself, every step with its evidence",
    async (version) => {
      const connection = await bench.connect(version);
      const runId = await bench.start(connection, {
        silentEvseId: connection.station.site.evseId,
        rotation: true,
      });
      const run = await bench.drive(connection, runId);
      expect(run.state).toBe("PASSED");
      expect(states(run)).toMatchObject({});
    },
    60_000,
  );
});
