import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/core/errors";
import type { JournalMessage } from "@/lib/journal/journal.model";
import type { ConnectedStation } from "./connected-station.model";
import { type FactHandlers, handleStationMessage } from "./handle-station-message";
import { codec16 } from "./versions/v1_6/codec";
import type { StationFact } from "./vocabulary/station.model";

const NOW = new Date("2026-03-01T12:00:00Z");
const STATION: ConnectedStation = { stationId: "s1", clientId: "c1", identity: "CP-1", approval: "ACTIVE" };

function setUp(overrides: Partial<FactHandlers> = {}) {
  const order: string[] = [];
  const journal: JournalMessage[] = [];
  const facts: StationFact[] = [];
  const errors: unknown[] = [];
  const note = async (_station: ConnectedStation, fact: StationFact) => {
    order.push("fact");
    facts.push(fact);
  };
  const handlers: FactHandlers = {
    booted: async (station, fact) => {
      await note(station, fact);
      return { registration: "accepted", now: NOW, heartbeatSeconds: 300 };
    },
    heartbeatReceived: async () => ({ now: NOW }),
    statusReported: async (station, fact) => {
      await note(station, fact);
      return {};
    },
    tokenPresented: async () => ({ verdict: "ACCEPTED" }),
    transactionStarted: async (station, fact) => {
      await note(station, fact);
      return { transactionId: 42, verdict: "ACCEPTED" };
    },
    meterReported: async (station, fact) => {
      await note(station, fact);
      return {};
    },
    transactionStopped: async (station, fact) => {
      await note(station, fact);
      return { verdict: "ACCEPTED" };
    },
    dataTransferred: async () => ({ status: "unknown-vendor" }),
    noticeReceived: async () => ({}),
    certificateRequested: async () => ({ accepted: false }),
    ...overrides,
  };
  const send = (action: string, payload: Record<string, unknown>) =>
    handleStationMessage(
      {
        journal: async (message) => {
          order.push("journal");
          journal.push(message);
        },
        handlers,
        log: { info() {}, warn() {}, error: (fields) => errors.push(fields) },
      },
      STATION,
      codec16,
      { id: "m1", action, payload, raw: JSON.stringify([2, "m1", action, payload]), receivedAt: NOW },
    );
  return { send, order, journal, facts, errors };
}

const START = { connectorId: 1, idTag: "T", meterStart: 0, timestamp: "2026-03-01T11:59:58Z" };

describe("handleStationMessage", () => {
  it("keeps the raw frame first, then calls one use-case, then answers from its result", async () => {
    const { send, order, journal } = setUp();
    expect(await send("StartTransaction", START)).toEqual({
      kind: "result",
      payload: { transactionId: 42, idTagInfo: { status: "Accepted" } },
    });
    expect(order).toEqual(["journal", "fact"]);
    expect(journal[0]).toMatchObject({
      clientId: "c1",
      stationId: "s1",
      action: "StartTransaction",
      messageId: "m1",
      direction: "IN",
      problems: [],
    });
    expect(journal[0]?.body).toBe(JSON.stringify([2, "m1", "StartTransaction", START]));
  });

  it("records the schema's verdict and answers all the same", async () => {
    const { send, journal } = setUp();
    const reply = await send("StartTransaction", { ...START, mood: "fine" });
    expect(reply.kind).toBe("result");
    expect(journal[0]?.problems).toEqual(["schema: / must NOT have additional properties (mood)"]);
  });

  it("answers an unknown action with NotImplemented and keeps it", async () => {
    const { send, journal } = setUp();
    expect(await send("TransactionEvent", {})).toMatchObject({ kind: "error", error: "not-implemented" });
    expect(journal).toHaveLength(1);
  });

  it("keeps and refuses what can not be understood", async () => {
    const { send, journal, facts } = setUp();
    expect(await send("StartTransaction", { connectorId: 1 })).toMatchObject({
      kind: "error",
      error: "occurrence",
    });
    expect(journal).toHaveLength(1);
    expect(facts).toEqual([]);
  });

  it.each([
    ["MeterValues", "meterReported"],
    ["StopTransaction", "transactionStopped"],
  ] as const)(
    "%s is acknowledged although its use-case refuses: an error would lose it for good",
    async (action, kind) => {
      const { send, errors } = setUp({ [kind]: () => Promise.reject(new AppError("conflict", "x", "x")) });
      expect(await send(action, {})).toEqual({ kind: "result", payload: {} });
      expect(errors).toHaveLength(1);
    },
  );

  it("a fault of the database is left to the station's retry", async () => {
    const gone = () => Promise.reject(Object.assign(new Error("gone"), { code: "57P01" }));
    await expect(setUp({ transactionStopped: gone }).send("StopTransaction", {})).rejects.toThrow("gone");
    await expect(setUp({ transactionStarted: gone }).send("StartTransaction", START)).rejects.toThrow("gone");
  });
});
