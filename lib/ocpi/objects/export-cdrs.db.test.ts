import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { importCdrs } from "@/lib/billing/exchange/import-cdrs";
import { whatIf } from "@/lib/billing/what-if";
import { createSite } from "@/lib/jobs/testing/site";
import { charging } from "@/lib/jobs/testing/visit";
import { World } from "@/lib/jobs/testing/world";
import { readImportRun } from "@/lib/pricing/exchange/exchange.queries";
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
  await station.charge(10 * MINUTE);
  await station.end("Local");
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

  it("SEC-51: nothing of another client, whatever operators are asked for", async () => {
    const foreign = { ...scope(), clientId: "00000000-0000-4000-8000-000000000001" };
    expect((await exportCdrPage(world.context, foreign, null, null, 10)).cdrs).toEqual([]);
  });
});
