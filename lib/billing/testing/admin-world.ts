import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { AdminScope } from "@/lib/tenants/access.model";
import { createClient } from "@/lib/tenants/create-client";
import { createCpo } from "@/lib/tenants/create-cpo";
import { newCpo } from "@/lib/tenants/testing/samples";

/** One of everything that the portal shows, all of one client. */
export interface AdminWorld {
  readonly scope: AdminScope;
  readonly locationId: string;
  readonly stationId: string;
  readonly evseId: string;
  readonly sessionId: string;
  readonly reference: string;
  readonly paymentId: string;
  readonly pspPaymentId: string;
  readonly cdrId: string;
  readonly exceptionId: string;
  readonly identity: string;
}

const SYSTEM = { userId: null, name: "test" };
const hash = () => randomBytes(32).toString("hex");

/** A client with one location, station, charger, billed session, payment, CDR, receipt, exception and message. */
export async function createAdminWorld(context: Context, mark: string): Promise<AdminWorld> {
  const clientId = await createClient(context, { name: mark, slug: mark.toLowerCase() }, SYSTEM);
  const cpoId = await createCpo(
    context,
    { ...newCpo(clientId), partyId: mark.slice(0, 3).toUpperCase() },
    SYSTEM,
  );
  const ids = {
    locationId: randomUUID(),
    stationId: randomUUID(),
    evseId: randomUUID(),
    sessionId: randomUUID(),
    paymentId: randomUUID(),
    cdrId: randomUUID(),
    exceptionId: randomUUID(),
    reference: `${mark.slice(0, 4).toUpperCase()}-2345`,
    pspPaymentId: `tr_${mark}`,
    identity: `CP-${mark}`,
  };
  await context.db.withClient(clientId, async (tx) => {
    await place(tx, { ...ids, clientId, cpoId, mark });
    await visit(tx, { ...ids, clientId, cpoId, mark });
  });
  return { ...ids, scope: { clientId, mode: "TEST", cpoIds: [cpoId] } };
}

type Seed = Omit<AdminWorld, "scope"> & {
  readonly clientId: string;
  readonly cpoId: string;
  readonly mark: string;
};

async function place(tx: Tx, { clientId, cpoId, mark, locationId, stationId, evseId, identity }: Seed) {
  await tx.location.create({
    data: {
      id: locationId,
      clientId,
      cpoId,
      name: `${mark} garage`,
      street: "Stationsplein 1",
      postalCode: "3013 AJ",
      city: "Rotterdam",
      country: "NL",
      timeZone: "Europe/Amsterdam",
      latitude: 51.9,
      longitude: 4.5,
    },
  });
  await tx.station.create({ data: { id: stationId, clientId, locationId, identity, name: `${mark} 1` } });
  await tx.evse.create({
    data: {
      id: evseId,
      clientId,
      locationId,
      stationId,
      evseId: `NL*${mark.slice(0, 3).toUpperCase()}*E1`,
      label: `${mark}-1`,
      ocppConnectorId: 1,
      currentType: "AC",
      maxPowerW: 22_000,
      deployedOn: new Date("2025-01-01"),
    },
  });
  await tx.qrCode.create({ data: { id: randomUUID(), clientId, evseId, code: `CODE${mark}`, keyId: 1 } });
  await tx.journalEntry.create({
    data: {
      clientId,
      stationId,
      at: new Date("2026-03-02T08:00:00Z"),
      channel: "OCPP",
      direction: "IN",
      peer: identity,
      action: "Heartbeat",
      body: '[2,"1","Heartbeat",{}]',
    },
  });
}

async function visit(tx: Tx, seed: Seed) {
  const { clientId, cpoId, mark, locationId, stationId, evseId, sessionId, paymentId, cdrId } = seed;
  const tariffHash = createHash("sha256").update(mark).digest("hex");
  const times = { createdAt: new Date("2026-03-02T08:00:00Z"), endedAt: new Date("2026-03-02T08:40:00Z") };
  const startedAt = new Date("2026-03-02T08:01:00Z");
  const quoteId = randomUUID();
  const pspAccountId = randomUUID();
  await tx.tariffVersion.create({ data: { clientId, hash: tariffHash, content: {} } });
  await tx.quote.create({
    data: {
      id: quoteId,
      clientId,
      evseId,
      tariffHash,
      currency: "EUR",
      holdOptionsMinor: [3_000],
      defaultHoldIndex: 0,
      timeZone: "Europe/Amsterdam",
      createdAt: times.createdAt,
      expiresAt: times.endedAt,
    },
  });
  await tx.pspAccount.create({
    data: {
      id: pspAccountId,
      clientId,
      cpoId,
      psp: "mollie",
      mode: "TEST",
      keyCipher: "sealed-canary",
      keyFingerprint: "f",
      keyLast4: "abcd",
      profileId: "pfl_1",
      profileName: mark,
    },
  });
  await tx.payment.create({
    data: {
      id: paymentId,
      clientId,
      cpoId,
      pspAccountId,
      quoteId,
      mode: "TEST",
      state: "CAPTURED",
      currency: "EUR",
      holdMinor: 3_000,
      authorisedMinor: 3_000,
      capturedMinor: 1_000,
      releasedMinor: 2_000,
      dueMinor: 1_000,
      pspPaymentId: seed.pspPaymentId,
      webhookTokenHash: hash(),
      description: `Charging ${seed.reference}`,
      locale: "en",
      redirectUrl: "https://example.com/return-canary",
      webhookUrl: "https://example.com/webhook-canary",
      cardLast4: "4242",
      createdAt: times.createdAt,
      authorisedAt: startedAt,
      capturedAt: times.endedAt,
    },
  });
  await tx.chargingSession.create({
    data: {
      id: sessionId,
      clientId,
      cpoId,
      locationId,
      stationId,
      evseId,
      quoteId,
      paymentId,
      reference: seed.reference,
      channel: "QR",
      state: "BILLED",
      locale: "en",
      controlTokenHash: hash(),
      viewTokenHash: hash(),
      returnTokenHash: hash(),
      receiptTokenHash: hash(),
      tokensCipher: "tokens-canary",
      tariffHash,
      currency: "EUR",
      timeZone: "Europe/Amsterdam",
      seller: {},
      place: {},
      ceilingMinor: 3_000,
      authorisedAt: startedAt,
      startedAt,
      meterStartWh: 1_000n,
      meterStopWh: 21_000n,
      ...times,
    },
  });
  await tx.sessionEvent.create({
    data: { clientId, sessionId, seq: 1, at: startedAt, kind: "transaction_started", actor: "station" },
  });
  const sums = { netMinor: 826, taxMinor: 174, grossMinor: 1_000, chargedMinor: 1_000 };
  await tx.cdr.create({
    data: {
      ...sums,
      id: cdrId,
      clientId,
      cpoId,
      evseId,
      sessionId,
      number: `CDR-${mark}`,
      tariffHash,
      currency: "EUR",
      startedAt,
      endedAt: times.endedAt,
      energyWh: 20_000,
      content: {},
      createdAt: times.endedAt,
    },
  });
  await tx.receipt.create({
    data: {
      id: randomUUID(),
      clientId,
      cpoId,
      sessionId,
      kind: "RECEIPT",
      number: `REC-${mark}`,
      locale: "en",
      content: {},
      createdAt: times.endedAt,
    },
  });
  await tx.exceptionCase.create({
    data: {
      id: seed.exceptionId,
      clientId,
      code: "late_stop",
      sessionId,
      key: mark,
      openedAt: times.endedAt,
    },
  });
}
