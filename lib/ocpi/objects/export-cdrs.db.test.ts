import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ALL_CDRS } from "@/lib/billing/admin.model";
import { CDR_COLUMNS } from "@/lib/billing/exchange/cdr-columns.rules";
import { importCdrs } from "@/lib/billing/exchange/import-cdrs";
import { readCdrRows } from "@/lib/billing/exchange/read-cdr-rows";
import { TestMeter } from "@/lib/billing/ocmf/testing/meter";
import { whatIf } from "@/lib/billing/what-if";
import { csvLine } from "@/lib/core/csv";
import { createSite } from "@/lib/jobs/testing/site";
import { charging } from "@/lib/jobs/testing/visit";
import { World } from "@/lib/jobs/testing/world";
import { readImportRun } from "@/lib/pricing/exchange/exchange.queries";
import type { ImportFile } from "@/lib/pricing/exchange/record-import-run";
import { parseTariff } from "@/lib/pricing/parse-tariff";
import { OCPI_VERSIONS } from "../exchange/codec.model";
import { codecOf } from "../versions/registry";
import { DEFAULT_SETTINGS } from "../wire/context.model";
import { exportCdrPage } from "./export-cdrs.queries";

const MINUTE = 60_000;
let world: World;
let clientId: string;
let cpo: { id: string; countryCode: string; partyId: string; currency: string };

beforeAll(async () => {
  world = await World.open();
  const station = await createSite(world);
  const visit = await charging(station, "visa");
  const meter = new TestMeter();
  const signed = (page: number, tx: string) => ({
    at: station.time,
    context: tx === "B" ? "Transaction.Begin" : "Transaction.End",
    signedData: meter.record(page, [
      {
        at: station.time.toISOString().replace(".", ",").replace("Z", "+0000 S"),
        tx,
        kwh: (Math.round(station.meterWh) / 1000).toFixed(3),
      },
    ]),
  });
  await station.read([signed(1, "B")]);
  await station.charge(10 * MINUTE);
  await station.end("Local", { samples: [signed(2, "E")] });
  await world.run(30_000);
  expect(await visit.state()).toBe("BILLED");
  const [row] = await world.context.db.withSystem((tx) => tx.cpo.findMany());
  if (!row) throw new Error("no operator");
  clientId = row.clientId;
  cpo = row;
});
afterAll(() => world.close());

const scope = () => ({ clientId, mode: "TEST" as const, cpoIds: [cpo.id] });
const pages = () => exportCdrPage(world.context, scope(), null, null, 10);

describe("exportCdrPage", () => {
  it.each(OCPI_VERSIONS)(
    "ADM-3: a paid session leaves as a CDR of %s, and another system can take it over",
    async (version) => {
      const { cdrs, next } = await pages();
      expect([cdrs.length, next]).toEqual([1, null]);
      const [exported] = cdrs;
      if (!exported?.cdr) throw new Error("no CDR");
      const encoded = codecOf(version).cdr(exported.cdr, DEFAULT_SETTINGS);
      if (!encoded.ok) throw new Error(JSON.stringify(encoded.notes));
      const bytes = new TextEncoder().encode(JSON.stringify([encoded.wire]));
      const file = { clientId, cpo, format: `ocpi-${version}` as const, fileName: "x", bytes, dryRun: true };
      const run = await importCdrs(world.context, { ...file, actor: { userId: null, name: "test" } });
      const found = await readImportRun(world.context, scope(), run);
      expect(found?.report.lines).toMatchObject([{ id: exported.number, outcome: "NEW" }]);
    },
  );

  it("REL-10: what comes back from OCPI is priced to the same cents as the session was", async () => {
    const [exported] = (await pages()).cdrs;
    if (!exported?.cdr) throw new Error("no CDR");
    const encoded = codecOf("2.3.0").cdr(exported.cdr, DEFAULT_SETTINGS);
    if (!encoded.ok) throw new Error("not publishable");
    const bytes = new TextEncoder().encode(JSON.stringify(encoded.wire));
    const file = { clientId, cpo, format: "ocpi-2.3.0" as const, fileName: "x", bytes, dryRun: false };
    await importCdrs(world.context, { ...file, actor: { userId: null, name: "test" } });
    const [stored] = await world.context.db.withClient(clientId, (tx) =>
      tx.cdr.findMany({ include: { session: { include: { tariff: true } } } }),
    );
    if (!stored) throw new Error("no CDR");
    const now = world.context.clock.now().getTime();
    const result = await whatIf(world.context, {
      clientId,
      cpoIds: [cpo.id],
      locationIds: null,
      codes: null,
      from: new Date(now - 86_400_000),
      to: new Date(now + 86_400_000),
      zone: "Europe/Amsterdam",
      currency: "EUR",
      side: "RETAIL",
      draft: { kind: "TARIFF", tariff: parseTariff(stored.tariffHash, stored.session.tariff.content) },
      withImported: true,
    });
    const twice = { netMinor: 2 * stored.netMinor, grossMinor: 2 * stored.grossMinor };
    expect(result).toMatchObject({ priced: 2, imported: 1, now: twice, draft: twice, unpriced: [] });
  });

  /** What the import keeps of a file as proof. */
  async function keptOf(format: ImportFile["format"], number: string, text: string) {
    const bytes = new TextEncoder().encode(text);
    const file = { clientId, cpo, format, fileName: "x", bytes, dryRun: false };
    await importCdrs(world.context, { ...file, actor: { userId: null, name: "test" } });
    const [row] = await world.sql("SELECT content FROM imported_cdrs WHERE external_id = $1", [number]);
    return row?.content as {
      readonly driverCode?: string;
      readonly signedData?: { readonly values: object[] };
    };
  }

  it.each([
    ["csv", true],
    ["ocpi-2.1.1", false],
    ["ocpi-2.2.1", true],
    ["ocpi-2.3.0", true],
  ] as const)(
    "LAW-33, ADM-3: the driver's code and what the meter has signed leave as %s and come back whole",
    async (format, hasSigned) => {
      const [exported] = (await pages()).cdrs;
      if (!exported?.cdr) throw new Error("no CDR");
      // A number of its own: what was imported once never changes.
      const number = `${exported.number}-${format}`;
      const [row] = (await readCdrRows(world.context, scope(), ALL_CDRS, null, 10)).rows;
      if (!row) throw new Error("no row");
      const version = OCPI_VERSIONS.find((name) => format === `ocpi-${name}`);
      const encoded = version && codecOf(version).cdr({ ...exported.cdr, id: number }, DEFAULT_SETTINGS);
      const text = encoded
        ? JSON.stringify(encoded.ok ? encoded.wire : {})
        : csvLine(CDR_COLUMNS.map(({ id }) => id)) +
          csvLine(CDR_COLUMNS.map(({ value }) => value({ ...row, number })));
      const kept = await keptOf(format, number, text);
      expect(kept.driverCode).toBe(row.session.reference);
      expect(row.signedData?.values).toHaveLength(2);
      expect(kept.signedData).toEqual(hasSigned ? row.signedData : undefined);
      if (encoded?.ok && !hasSigned)
        expect(encoded.notes).toContainEqual(expect.objectContaining({ path: "signed_data" }));
    },
  );

  it("SEC-51: nothing of another client, whatever operators are asked for", async () => {
    const foreign = { ...scope(), clientId: "00000000-0000-4000-8000-000000000001" };
    expect((await exportCdrPage(world.context, foreign, null, null, 10)).cdrs).toEqual([]);
  });
});
