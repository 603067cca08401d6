import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLocation } from "@/lib/locations/create-location";
import { createClient } from "@/lib/tenants/create-client";
import { createCpo } from "@/lib/tenants/create-cpo";
import { listAudit } from "@/lib/tenants/tenants.queries";
import { openTestContext, type TestContext } from "@/lib/tenants/testing/context";
import { newCpo } from "@/lib/tenants/testing/samples";
import { assignTariff } from "../assign-tariff";
import { listTariffs } from "../prices.queries";
import { publishTariff } from "../publish-tariff";
import { simpleTariff } from "../simple-tariff.rules";
import { encodeTariffCsv, TARIFF_CSV_HEAD } from "./encode-tariff-csv.rules";
import { listImportRuns, readImportRun } from "./exchange.queries";
import { exportTariffs } from "./export-tariffs";
import { importTariffs, type TariffFile } from "./import-tariffs";

const SYSTEM = { userId: null, name: "test" };
const ACTOR = { userId: null, name: "Ada" };

let test: TestContext;
let file: Omit<TariffFile, "bytes">;
let scope: { clientId: string; mode: "TEST"; cpoIds: string[] };

async function operator(slug: string) {
  const clientId = await createClient(test.context, { name: slug, slug }, SYSTEM);
  const partyId = slug.slice(0, 3).toUpperCase();
  const facts = { ...newCpo(clientId), partyId, receiptPrefix: partyId };
  const id = await createCpo(test.context, facts, SYSTEM);
  const { countryCode, currency } = facts;
  return { clientId, cpo: { id, countryCode, partyId, currency } };
}

beforeAll(async () => {
  test = await openTestContext();
  const { clientId, cpo } = await operator("importer");
  file = {
    clientId,
    cpo,
    kind: "RETAIL",
    format: "ocpi-2.2.1",
    fileName: "tariffs.json",
    dryRun: false,
    actor: ACTOR,
  };
  scope = { clientId, mode: "TEST", cpoIds: [cpo.id] };
});
afterAll(() => test.close());

/** A charger of 150 kW, at which a start fee is unlawful. */
async function fastCharger(): Promise<string> {
  const { clientId, cpo } = file;
  const [evseId, stationId] = [test.context.ids.next(), test.context.ids.next()];
  const place = { street: "Kade 1", postalCode: "1011 AB", city: "Amsterdam", country: "NL" };
  const where = { timeZone: "Europe/Amsterdam", latitude: 52.37, longitude: 4.9 };
  const depot = { clientId, cpoId: cpo.id, name: "Depot", ...place, ...where };
  const locationId = await createLocation(test.context, depot);
  await test.context.db.withClient(clientId, async (tx) => {
    await tx.station.create({ data: { id: stationId, clientId, locationId, identity: "D1", name: "D1" } });
    await tx.evse.create({
      data: {
        id: evseId,
        clientId,
        locationId,
        stationId,
        evseId: "NL*IMP*ED1",
        label: "D1",
        ocppConnectorId: 1,
        currentType: "DC",
        maxPowerW: 150_000,
        deployedOn: new Date("2025-03-01"),
      },
    });
  });
  return evseId;
}

const wire = (id: string, price = 0.5, more: object = {}) => ({
  country_code: "NL",
  party_id: "IMP",
  id,
  currency: "EUR",
  elements: [{ price_components: [{ type: "ENERGY", price, vat: 21, step_size: 1 }] }],
  last_updated: "2026-01-01T00:00:00Z",
  ...more,
});

async function run(content: unknown, over: Partial<TariffFile> = {}) {
  const bytes = content instanceof Uint8Array ? content : new TextEncoder().encode(asText(content));
  const id = await importTariffs(test.context, { ...file, bytes, ...over });
  const found = await readImportRun(test.context, scope, id);
  if (!found) throw new Error("no run");
  const lines = found.report.lines.map(({ id: name, outcome, remarks }) =>
    `${name} ${outcome} ${remarks.map(({ code }) => code).join(" ")}`.trim(),
  );
  return { run: found, lines, counts: found.report.counts };
}
const asText = (content: unknown) => (typeof content === "string" ? content : JSON.stringify(content));
const codesNow = async () => (await listTariffs(test.context, scope)).map(({ code }) => code);

describe("importTariffs", () => {
  it("ADM-16: a dry run says what a run does and changes nothing; the run then does exactly that", async () => {
    const content = [wire("FIRST"), wire("SECOND", 0.6), wire("bad id"), wire("NEGATIVE", -1)];
    const dry = await run(content, { dryRun: true });
    expect(dry.lines).toEqual([
      "FIRST NEW",
      "SECOND NEW",
      "bad id REFUSED code_impossible",
      "NEGATIVE REFUSED invalid_member",
    ]);
    expect(await codesNow()).toEqual([]);
    const real = await run(content);
    expect(real.lines).toEqual(dry.lines);
    expect(real.run).toMatchObject({ rows: 4, accepted: 2, refused: 2, dryRun: false, byName: "Ada" });
    expect(await codesNow()).toEqual(["FIRST", "SECOND"]);
    const again = await run([wire("FIRST"), wire("SECOND", 0.61)]);
    expect(again.lines).toEqual(["FIRST UNCHANGED", "SECOND CHANGED"]);
    expect(await listImportRuns(test.context, scope)).toHaveLength(3);
  });

  it("REL-11: what is taken over stands in the history and the audit log like any published price", async () => {
    await run([wire("LOGGED")]);
    const [tariff] = (await listTariffs(test.context, scope)).filter(({ code }) => code === "LOGGED");
    expect(tariff?.revisions[0]).toMatchObject({ byName: "Ada", note: "imported from tariffs.json" });
    const { rows } = await listAudit(test.context, file.clientId, {
      before: null,
      objectType: "import",
      objectId: null,
    });
    expect(rows[0]).toMatchObject({ action: "import.made", actorName: "Ada" });
  });

  it("LAW-15: 2.50 per hour is refused for ad-hoc use with the repair, 6.00 is not; other types may say it", async () => {
    const timed = (price: number) => ({
      elements: [{ price_components: [{ type: "TIME", price, vat: 21, step_size: 1 }] }],
    });
    const { run: found, lines } = await run([
      wire("T-250", 0, timed(2.5)),
      wire("T-600", 0, timed(6)),
      wire("T-REG", 0, { ...timed(2.5), type: "REGULAR" }),
    ]);
    expect(lines).toEqual(["T-250 REFUSED no_exact_price_per_minute", "T-600 NEW", "T-REG NEW"]);
    expect(found.report.lines[0]?.remarks[0]).toMatchObject({
      says: "2.5 per hour has no exact price per minute (AFIR Art. 5(4)).",
      repair: "Use 0.0417 per minute, that is 2.502 per hour.",
    });
  });

  it.each([
    ["another operator's tariff", wire("P", 0.5, { party_id: "XXX" }), "P REFUSED other_party"],
    ["another currency", wire("C", 0.5, { currency: "CHF" }), "C REFUSED other_currency"],
    ["what is not an object", 7, "null REFUSED not_an_object"],
    ["a tariff without elements", wire("E", 1, { elements: [] }), "E REFUSED invalid_member"],
  ])("refuses %s", async (_, object, expected) => {
    expect((await run([object], { dryRun: true })).lines).toEqual([expected]);
  });

  it("what a version says and we can not is reported, and does not stop the tariff", async () => {
    const { lines } = await run([wire("NOTED", 0.5, { x_vendor: 1 })], { dryRun: true });
    expect(lines).toEqual(["NOTED NEW unknown_member"]);
  });

  it("an id that stands twice: once when both say the same, not at all when they differ", async () => {
    const { lines } = await run([wire("TWIN"), wire("TWIN"), wire("RIVAL"), wire("RIVAL", 0.7)], {
      dryRun: true,
    });
    expect(lines).toEqual([
      "TWIN NEW",
      "TWIN UNCHANGED twice",
      "RIVAL REFUSED twice_and_different",
      "RIVAL REFUSED twice_and_different",
    ]);
  });

  it("CSV: takes over what an export gives, names included, as the kind that was chosen", async () => {
    const content = simpleTariff({ currency: "EUR", vatPercent: "21", taxIncluded: false, perKwh: "0.3333" });
    const text = TARIFF_CSV_HEAD + encodeTariffCsv("BULK", "Bulk price", content);
    const { lines } = await run(text, { format: "csv", kind: "WHOLESALE" });
    expect(lines).toEqual(["BULK NEW"]);
    expect((await run(text, { format: "csv", kind: "WHOLESALE" })).lines).toEqual(["BULK UNCHANGED"]);
    expect(await codesNow()).not.toContain("BULK");
  });

  it("SEC-62: files that are no files are refused as a whole, and recorded", async () => {
    const bytes = (size: number) => new Uint8Array(size).fill(0x20);
    const cases: [unknown, string, Partial<TariffFile>?][] = [
      [bytes(10 * 1024 * 1024 + 1), "too_large"],
      [new Uint8Array([0xff, 0xfe, 0x00, 0xd8]), "not_utf8"],
      [bytes(10), "file_empty"],
      ["{", "not_json"],
      [`${"[".repeat(40)}${"]".repeat(40)}`, "too_deep"],
      [
        `tariff_id,currency,tax_included,type,price,per\n${"A,EUR,YES,ENERGY,1,KWH\n".repeat(100_001)}`,
        "too_many",
        { format: "csv" },
      ],
    ];
    for (const [content, code, over] of cases) {
      const { lines, counts } = await run(content, over);
      expect(lines, code).toEqual([`null REFUSED ${code}`]);
      expect(counts.REFUSED).toBe(1);
    }
  }, 30_000);

  it("SEC-62: a stranger's file never fills the report with its own text", async () => {
    const { run: found } = await run([wire("X".repeat(100_000)), wire("\u001b[31m\u202eY")], {
      dryRun: true,
    });
    expect(JSON.stringify(found.report).length).toBeLessThan(2_000);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(JSON.stringify(found.report)).not.toMatch(/\\u001b|\u202e|\u001b/);
  });

  it.each(["csv", "ocpi-2.2.1", "ocpi-2.3.0"] as const)(
    "an export as %s comes back as unchanged, or as what was reported",
    async (format) => {
      const price = { currency: "EUR", vatPercent: "21", taxIncluded: false, perKwh: "0.45" };
      const publish = (code: string, content: ReturnType<typeof simpleTariff>) =>
        publishTariff(test.context, {
          clientId: file.clientId,
          cpoId: file.cpo.id,
          code,
          name: `${code} price`,
          kind: "WHOLESALE",
          content,
        });
      await publish("OUT-A", simpleTariff(price));
      await publish("OUT-B", { ...simpleTariff(price), taxIncluded: "YES" });
      await publish(
        "OUT-C",
        simpleTariff({ ...price, idle: { perMinute: "0.1", graceMinutes: 10, capMinor: 900 } }),
      );
      let text = "";
      const told = new Set<string | null>();
      for await (const piece of exportTariffs(test.context, scope, {
        kind: "WHOLESALE",
        format,
        cpoId: null,
        cpos: [file.cpo],
      })) {
        text += piece.text;
        for (const line of piece.lines) if (line.remarks.length > 0) told.add(line.id);
      }
      const { run: back } = await run(text, { format, kind: "WHOLESALE", dryRun: true });
      expect(back.rows).toBeGreaterThanOrEqual(3);
      expect(back.refused).toBe(0);
      const changed = back.report.lines.filter(({ outcome }) => outcome !== "UNCHANGED").map(({ id }) => id);
      expect(changed.every((id) => told.has(id))).toBe(true);
      expect(changed).toEqual({ csv: [], "ocpi-2.2.1": ["OUT-B", "OUT-C"], "ocpi-2.3.0": ["OUT-C"] }[format]);
    },
  );

  it("somebody else's change in between is not overwritten", async () => {
    await run([wire("RACE")]);
    const published = await Promise.all([
      run([wire("RACE", 0.71)]),
      publishTariff(test.context, {
        clientId: file.clientId,
        cpoId: file.cpo.id,
        code: "RACE",
        name: "RACE",
        kind: "RETAIL",
        content: simpleTariff({ currency: "EUR", vatPercent: "21", taxIncluded: true, perKwh: "0.9" }),
      }),
    ]);
    const [{ lines }] = published;
    expect(["RACE CHANGED", "RACE REFUSED publish_conflict"]).toContain(lines[0]);
  });

  it("LAW-12: what the law forbids at a charger that uses the price is refused in the dry run and in the run alike", async () => {
    await run([wire("USED")]);
    const tariffId = (await listTariffs(test.context, scope)).find(({ code }) => code === "USED")?.id ?? "";
    await assignTariff(test.context, {
      clientId: file.clientId,
      evseIds: [await fastCharger()],
      tariffId,
      actor: ACTOR,
    });
    const withStartFee = wire("USED", 0.5, {
      elements: [{ price_components: [{ type: "FLAT", price: 1, vat: 21, step_size: 1 }] }],
    });
    for (const dryRun of [true, false]) {
      const { lines, run: found } = await run([withStartFee], { dryRun });
      expect(lines).toEqual(["USED REFUSED not_lawful"]);
      expect(found.report.lines[0]?.remarks[0]?.says).toBe(
        "Not lawful at D1, which uses this price (AFIR Art. 5(4)).",
      );
    }
    expect((await run([wire("USED")])).lines).toEqual(["USED UNCHANGED"]);
  });

  it("SEC-51: a run is seen by its client only, and can not be rewritten", async () => {
    const { run: found } = await run([wire("MINE")], { dryRun: true });
    const other = await operator("stranger");
    const theirs = { clientId: other.clientId, mode: "TEST" as const, cpoIds: [other.cpo.id, file.cpo.id] };
    expect(await readImportRun(test.context, theirs, found.id)).toBeNull();
    expect(await listImportRuns(test.context, theirs)).toEqual([]);
    const owner = new pg.Client({ connectionString: test.ownerUrl });
    await owner.connect();
    await expect(owner.query("UPDATE import_runs SET by_name = 'x'")).rejects.toThrow("append-only");
    await owner.end();
  });
});
