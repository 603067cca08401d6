import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { csvLine } from "@/lib/core/csv";
import { readImportRun } from "@/lib/pricing/exchange/exchange.queries";
import type { ImportFile } from "@/lib/pricing/exchange/record-import-run";
import { createClient } from "@/lib/tenants/create-client";
import { createCpo } from "@/lib/tenants/create-cpo";
import { openTestContext, type TestContext } from "@/lib/tenants/testing/context";
import { newCpo } from "@/lib/tenants/testing/samples";
import { importCdrs } from "./import-cdrs";

const SYSTEM = { userId: null, name: "test" };
let test: TestContext;
let file: Omit<ImportFile, "bytes">;
let scope: { clientId: string; mode: "TEST"; cpoIds: string[] };

beforeAll(async () => {
  test = await openTestContext();
  const clientId = await createClient(test.context, { name: "ours", slug: "ours" }, SYSTEM);
  const facts = newCpo(clientId);
  const id = await createCpo(test.context, facts, SYSTEM);
  const cpo = { id, countryCode: facts.countryCode, partyId: facts.partyId, currency: facts.currency };
  const actor = { userId: null, name: "Ada" };
  file = { clientId, cpo, format: "csv", fileName: "cdrs.csv", dryRun: false, actor };
  scope = { clientId, mode: "TEST", cpoIds: [id] };
});
afterAll(() => test.close());

const HEAD = csvLine(["cdr_number", "started_at", "ended_at", "energy_wh", "currency", "net", "time_zone"]);
const row = (id: string, energyWh = 20_000, net = 8.26) =>
  csvLine([id, "2026-02-01T10:00:00Z", "2026-02-01T11:00:00Z", energyWh, "EUR", net, "Europe/Paris"]);

async function run(rows: string, over: Partial<ImportFile> = {}) {
  const bytes = new TextEncoder().encode(HEAD + rows);
  const id = await importCdrs(test.context, { ...file, bytes, ...over });
  const found = await readImportRun(test.context, scope, id);
  const lines = found?.report.lines.map(({ id: name, outcome, remarks }) =>
    `${name} ${outcome} ${remarks.map(({ code }) => code).join(" ")}`.trim(),
  );
  return { id, found, lines };
}
const stored = () =>
  test.context.db.withClient(file.clientId, (tx) =>
    tx.importedCdr.findMany({
      orderBy: { externalId: "asc" },
      select: { externalId: true, importRunId: true },
    }),
  );

describe("importCdrs", () => {
  it("ADM-16: a dry run writes nothing; the run writes what it said, under its own name", async () => {
    const rows = row("A") + row("B", -5) + row("C");
    expect((await run(rows, { dryRun: true })).lines).toEqual(["A NEW", "B REFUSED negative", "C NEW"]);
    expect(await stored()).toEqual([]);
    const { id, lines, found } = await run(rows);
    expect(lines).toEqual(["A NEW", "B REFUSED negative", "C NEW"]);
    expect(found).toMatchObject({ kind: "CDR", rows: 3, accepted: 2, refused: 1 });
    expect(await stored()).toEqual([
      { externalId: "A", importRunId: id },
      { externalId: "C", importRunId: id },
    ]);
  });

  it("REL-13: the same again is unchanged; other contents under a known id are refused; nothing is ever changed", async () => {
    const { lines } = await run(row("A") + row("C", 20_001) + row("D") + row("D") + row("E") + row("E", 7));
    expect(lines).toEqual([
      "A UNCHANGED",
      "C REFUSED conflicting",
      "D NEW",
      "D UNCHANGED twice",
      "E REFUSED twice_and_different",
      "E REFUSED twice_and_different",
    ]);
    const owner = new pg.Client({ connectionString: test.ownerUrl });
    await owner.connect();
    await expect(owner.query("UPDATE imported_cdrs SET energy_wh = 1")).rejects.toThrow("append-only");
    await expect(owner.query("DELETE FROM imported_cdrs")).rejects.toThrow("append-only");
    await owner.end();
  });

  it("two imports of one file at the same moment keep each CDR once", async () => {
    const rows = Array.from({ length: 30 }, (_, i) => row(`R-${i}`)).join("");
    const runs = await Promise.allSettled([run(rows), run(rows)]);
    for (const each of runs)
      if (each.status === "rejected") expect(each.reason).toMatchObject({ code: "import_conflict" });
    expect((await stored()).filter(({ externalId }) => externalId.startsWith("R-"))).toHaveLength(30);
  });

  it("SEC-62: more than 100,000 rows are refused before anything is written; 5,000 with one fault keep the others", async () => {
    const before = (await stored()).length;
    expect((await run(row("X").repeat(100_001))).lines).toEqual(["null REFUSED too_many"]);
    expect(await stored()).toHaveLength(before);
    const many = Array.from({ length: 5_000 }, (_, i) => row(`M-${i}`, i === 4_000 ? -1 : 1_000)).join("");
    const steps: number[] = [];
    const bytes = new TextEncoder().encode(HEAD + many);
    await importCdrs(test.context, { ...file, bytes }, (done, total) => steps.push(done / total));
    expect(await stored()).toHaveLength(before + 4_999);
    expect(steps.at(-1)).toBe(1);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
  }, 60_000);
});
