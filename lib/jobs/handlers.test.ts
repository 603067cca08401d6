import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { BILLING_EVENTS } from "@/lib/billing/billing-events.model";
import { RECEIPT_ISSUED } from "@/lib/billing/issue-receipt";
import { EMAIL_REQUESTED } from "@/lib/billing/request-email";
import { CONFORMANCE_EVENTS } from "@/lib/conformance/conformance.model";
import { checkMachine } from "@/lib/core/state-machine";
import { EXCEPTION_RAISED } from "@/lib/db/raise-exception";
import { LOCATION_EVENTS } from "@/lib/locations/location-events.model";
import { STATION_BOOTED } from "@/lib/locations/station-presence";
import { OCPI_EVENTS } from "@/lib/ocpi/partner/ocpi-events.model";
import { PAYMENT_EVENTS, PAYMENT_MACHINE } from "@/lib/payments/payment.model";
import { PRICING_EVENTS } from "@/lib/pricing/pricing-events.model";
import { COMMAND_DEADLINE } from "@/lib/sessions/queue-command";
import { SESSION_EVENTS, SESSION_MACHINE } from "@/lib/sessions/session.model";
import { TERMINAL_EVENTS } from "@/lib/subscriptions/terminal.model";
import { HANDLERS, handleEvent, type JobDeps } from "./handlers";

const LIB = path.resolve(import.meta.dirname, "..");

const DECLARED = [
  ...Object.values(PAYMENT_EVENTS),
  ...Object.values(SESSION_EVENTS),
  ...Object.values(BILLING_EVENTS),
  ...Object.values(PRICING_EVENTS),
  ...Object.values(LOCATION_EVENTS),
  ...Object.values(TERMINAL_EVENTS),
  ...Object.values(OCPI_EVENTS),
  ...Object.values(CONFORMANCE_EVENTS),
  COMMAND_DEADLINE,
  STATION_BOOTED,
  EMAIL_REQUESTED,
  RECEIPT_ISSUED,
  EXCEPTION_RAISED,
].sort();

/** Texts of the form `room.fact` that stand in a constant of a room, found without importing anything. */
function namedInSources(): string[] {
  const rooms = [
    "billing",
    "conformance",
    "db",
    "journal",
    "locations",
    "ocpi",
    "payments",
    "pricing",
    "sessions",
    "subscriptions",
    "tenants",
  ];
  const names = new Set<string>();
  for (const room of rooms) {
    for (const file of readdirSync(path.join(LIB, room), { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith(".ts") || file.includes("test") || file.includes("generated")) continue;
      const text = readFileSync(path.join(LIB, room, file), "utf8");
      const isEvents = /export const [A-Z_]*(EVENTS|_RAISED|_BOOTED|_DEADLINE|_REQUESTED|_ISSUED)\b/.test(
        text,
      );
      if (!isEvents) continue;
      for (const [, name] of text.matchAll(
        /[:=] "((?:payment|session|billing|station|exception|pricing|location|terminal|ocpi)\.[a-z_]+)"/g,
      ))
        if (name) names.add(name);
    }
  }
  return [...names].sort();
}

describe("the map of side effects", () => {
  it("has a handler for every event that a room declares, and none for an event that nobody declares", () => {
    expect(Object.keys(HANDLERS).sort()).toEqual(DECLARED);
  });

  it("knows every event that stands in the sources", () => {
    expect(namedInSources()).toEqual(DECLARED);
  });

  it("refuses an unknown event and a payload of another shape before anything is done", async () => {
    const deps = {} as JobDeps;
    await expect(handleEvent(deps, "payment.unheard_of", {})).rejects.toThrow("no handler");
    for (const type of DECLARED) {
      for (const payload of [null, "x", {}, { clientId: "'; DROP TABLE payments", sessionId: 1 }])
        await expect(handleEvent(deps, type, payload), type).rejects.toThrow();
    }
  });
});

describe("the tables of moves", () => {
  it.each([
    ["session", checkMachine(SESSION_MACHINE)],
    ["payment", checkMachine(PAYMENT_MACHINE)],
  ])(
    "REL-14: the %s machine is sound: known and reachable states, one move per event, final is final",
    (_, faults) => {
      expect(faults).toEqual([]);
    },
  );

  it("a state is final exactly when nothing leads out of it", () => {
    for (const machine of [SESSION_MACHINE, PAYMENT_MACHINE]) {
      const leaving = new Set<string>(machine.edges.map(({ from }) => from));
      expect(machine.states.filter((state) => !leaving.has(state)).sort()).toEqual([...machine.final].sort());
    }
  });
});
