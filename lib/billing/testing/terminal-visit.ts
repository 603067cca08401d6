import type { TestStation } from "@/lib/jobs/testing/station";
import { one } from "@/lib/jobs/testing/visit";
import type { Row, World } from "@/lib/jobs/testing/world";
import { startTerminalSession } from "@/lib/sessions/start-terminal-session";

let serial = 0;

/** A live connection of a client to a provider of terminals. */
export async function createSubscription(world: World, clientId: string): Promise<string> {
  const id = world.context.ids.next();
  const now = world.now;
  await world.context.db.withClient(clientId, (tx) =>
    tx.subscription.create({
      data: {
        id,
        clientId,
        name: "Payter",
        provider: "payter",
        environment: "ACCEPTANCE",
        state: "LIVE",
        version: "2.3.0",
        modules: ["payments"],
        approvedHosts: [],
        proposedHosts: [],
        createdAt: now,
        updatedAt: now,
      },
    }),
  );
  return id;
}

/** A visit at a payment terminal: a card was held to it, and its provider has started the session. */
export class TerminalVisit {
  constructor(
    readonly station: TestStation,
    readonly subscriptionId: string,
    readonly sessionId: string,
    readonly reference: string,
  ) {}

  async session(): Promise<Row> {
    return one(
      await this.station.world.sql("SELECT * FROM charging_sessions WHERE id = $1", [this.sessionId]),
    );
  }

  async cdrs(): Promise<Row[]> {
    return this.station.world.sql("SELECT * FROM cdrs WHERE session_id = $1 ORDER BY created_at, number", [
      this.sessionId,
    ]);
  }
}

/** Plugged in and charging. */
export async function chargingAtTerminal(
  station: TestStation,
  subscriptionId: string,
): Promise<TerminalVisit> {
  await station.plug();
  return startAtTerminal(station, subscriptionId);
}

/** A card is held to the terminal, whether the cable is in or not. */
export async function startAtTerminal(station: TestStation, subscriptionId: string): Promise<TerminalVisit> {
  const { world, site } = station;
  serial += 1;
  const reference = `AUTH-${serial}`;
  const result = await world.context.db.withClient(site.clientId, (tx) =>
    startTerminalSession(tx, world.context, {
      subscriptionId,
      evseId: site.evseId,
      connectorId: null,
      terminalId: null,
      token: {
        uid: `PAY-${serial}`,
        type: "AD_HOC_USER",
        contractId: "X",
        countryCode: "NL",
        partyId: "PAY",
      },
      authorizationReference: reference,
      language: null,
    }),
  );
  if (result.kind === "refused") throw new Error(`refused: ${result.reason}`);
  await world.run(2_000);
  return new TerminalVisit(station, subscriptionId, result.sessionId, reference);
}
