import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forgetEnv } from "@/lib/env";
import { setTestEnvironment } from "@/lib/subscriptions/testing/environment";
import type { StepKey } from "../steps.model";
import type { ActCall } from "./act.model";
import { needsTidying, tidyAfterStep } from "./act-for-step";

const outside = { ...process.env };
beforeAll(() => setTestEnvironment("postgresql://nowhere.example/none"));
afterAll(() => {
  process.env = outside;
  forgetEnv();
});

/** A run at the simulators of the demo; `answer` is what the station simulator says. */
function callWith(answer: { ok: true; status: number } | { ok: false; fault: string }) {
  const sent: string[] = [];
  const call = {
    deps: {
      context: { db: { withClient: async () => ({ identity: "NL 1", connector: 1 }) } },
      outbound: {
        send: async ({ method, url }: { method: string; url: string }) => {
          sent.push(`${method} ${url}`);
          return answer.ok ? { ...answer, body: {} } : answer;
        },
      },
    },
    opened: { connection: { clientId: "client", subscriptionId: "subscription", approvedHosts: [] } },
    facts: { run: { setup: { stationControl: "http://127.0.0.1:4004", offline: { evseId: "evse" } } } },
  } as unknown as ActCall;
  return { call, sent };
}

describe("after a step", () => {
  it("the station that was taken off the network comes back at once, whatever its simulator says", async () => {
    for (const answer of [
      { ok: true, status: 200 } as const,
      { ok: true, status: 404 } as const,
      { ok: false, fault: "refused" } as const,
    ]) {
      const { call, sent } = callWith(answer);
      await tidyAfterStep("offline_station", call);
      expect(sent).toEqual(["POST http://127.0.0.1:4004/api/stations/NL%201/come-online"]);
    }
  });

  it("nothing else is touched, and nothing at all where people act", async () => {
    const keys: StepKey[] = ["start_accepted", "stop_accepted", "silent_station", "rotation"];
    expect(keys.filter((key) => needsTidying(key, true))).toEqual([]);
    expect([needsTidying("offline_station", true), needsTidying("offline_station", false)]).toEqual([
      true,
      false,
    ]);
    const { call, sent } = callWith({ ok: true, status: 200 });
    await tidyAfterStep("stop_accepted", call);
    expect(sent).toEqual([]);
  });
});
