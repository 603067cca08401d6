import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import { rehearse } from "@/lib/db/rehearse";
import { checkTariffForEvse } from "../afir.rules";
import { hashTariff } from "../hash-tariff";
import { publishTariff } from "../publish-tariff";
import type { Tariff } from "../tariff.model";
import { BREATH_EVERY, breathe } from "./breathe";
import { decodeTariffs } from "./decode-tariffs.rules";
import { findTariffByCode } from "./exchange.queries";
import { IMPORT_ROWS_MAX, type Outcome, type Progress, type Remark } from "./import-report.model";
import { type ImportFile, recordImportRun } from "./record-import-run";
import { clipped, remark } from "./remarks.rules";
import { ReportWriter, readText, refusedFile } from "./report.rules";
import type { TariffCandidate } from "./tariff-candidate.model";

export interface TariffFile extends ImportFile {
  readonly kind: "RETAIL" | "WHOLESALE";
}

/**
 * Takes over the tariffs of a file: each becomes the current version of the price whose code is its id, or is refused as a
 * whole with the reasons. A dry run publishes nothing and says exactly what a run would do. The run is recorded either way.
 */
export async function importTariffs(
  context: Context,
  file: TariffFile,
  progress: Progress = () => {},
): Promise<string> {
  const report = await readFile(context, file, progress);
  return context.db.withClient(file.clientId, (tx) => recordImportRun(tx, context, file, "TARIFF", report));
}

async function readFile(context: Context, file: TariffFile, progress: Progress) {
  const read = readText(file.bytes);
  if ("remark" in read) return refusedFile([read.remark]);
  const survey = await surveyOf(file.format, read.text);
  if (survey.rows > IMPORT_ROWS_MAX) return refusedFile([remark("too_many", "", { max: IMPORT_ROWS_MAX })]);
  const writer = new ReportWriter();
  const seen = new Set<string>();
  let done = 0;
  for (const candidate of decodeTariffs(file.format, read.text)) {
    const { outcome, remarks } = await judge(context, file, candidate, { survey, seen });
    writer.add({
      at: candidate.at,
      id: candidate.id === null ? null : clipped(candidate.id),
      outcome,
      remarks: [...remarks, ...candidate.remarks],
    });
    done += 1;
    progress(done, survey.objects);
  }
  return writer.report();
}

interface Survey {
  readonly objects: number;
  readonly rows: number;
  /** The contents under one id, by their hashes. */
  readonly contents: ReadonlyMap<string, ReadonlySet<string>>;
}

/** A first look at the whole file: how much it is, and which ids stand there with several contents. */
async function surveyOf(format: ImportFile["format"], text: string): Promise<Survey> {
  const contents = new Map<string, Set<string>>();
  let objects = 0;
  let rows = 0;
  for (const candidate of decodeTariffs(format, text)) {
    objects += 1;
    rows += candidate.rows;
    if (rows > IMPORT_ROWS_MAX) break;
    if (objects % BREATH_EVERY === 0) await breathe();
    if (candidate.id === null) continue;
    const hashes = contents.get(candidate.id) ?? new Set();
    hashes.add(candidate.tariff === null ? candidate.at : hashTariff(candidate.tariff));
    contents.set(candidate.id, hashes);
  }
  return { objects, rows, contents };
}

interface Verdict {
  readonly outcome: Outcome;
  readonly remarks: readonly Remark[];
}

const refusal = (...remarks: readonly Remark[]): Verdict => ({ outcome: "REFUSED", remarks });

async function judge(
  context: Context,
  file: TariffFile,
  candidate: TariffCandidate,
  { survey, seen }: { readonly survey: Survey; readonly seen: Set<string> },
): Promise<Verdict> {
  const { id, tariff } = candidate;
  if (tariff === null || id === null) return refusal();
  const faults = faultsOf(file, candidate, tariff);
  if ((survey.contents.get(id)?.size ?? 0) > 1) faults.push(remark("twice_and_different", "id"));
  if (faults.length > 0) return refusal(...faults);
  if (seen.has(id)) return { outcome: "UNCHANGED", remarks: [remark("twice", "id")] };
  seen.add(id);
  const warnings = file.kind === "RETAIL" ? warningsOf(tariff) : [];
  const verdict = await publish(context, file, candidate, tariff);
  return { ...verdict, remarks: [...verdict.remarks, ...warnings] };
}

/** The form of a price code, as the editor asks for it. */
const CODE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,35}$/;

function faultsOf({ cpo }: TariffFile, { id, party }: TariffCandidate, tariff: Tariff): Remark[] {
  const faults: Remark[] = [];
  const ours = `${cpo.countryCode}-${cpo.partyId}`;
  if (!CODE.test(id ?? "")) faults.push(remark("code_impossible", "id"));
  if (party !== null && party.toUpperCase() !== ours.toUpperCase())
    faults.push(remark("other_party", "party_id", { party: clipped(party), ours }));
  if (tariff.currency !== cpo.currency)
    faults.push(remark("other_currency", "currency", { currency: tariff.currency, ours: cpo.currency }));
  for (const { values } of findingsAnywhere(tariff).filter(({ code }) => code === INEXACT)) {
    const perMinute = values.perMinute ?? "";
    const better = String(Math.round(Number(perMinute) * 600_000) / 10_000);
    faults.push(remark(INEXACT, "price", { perHour: values.perHour ?? "", perMinute, better }));
  }
  return faults;
}

const INEXACT = "no_exact_price_per_minute";

/** What the law says of the tariff at the least demanding place; empty when it is not for ad-hoc use. */
function findingsAnywhere(tariff: Tariff) {
  const place = {
    maxPowerW: 0,
    deployedOn: null,
    eichrecht: false,
    timeApprovalReference: null,
    holdMinor: null,
  };
  return checkTariffForEvse(tariff, place).filter(({ severity }) => severity === "error");
}

/** What would keep the price from every charger: OCPI has no cap of the occupancy fee, for one. A rate may come from the CPO. */
function warningsOf(tariff: Tariff): Remark[] {
  const findings = findingsAnywhere(tariff).filter(({ code }) => code !== "gross_price_unknown");
  return findings.map(({ code, article }) =>
    remark("not_lawful_everywhere", "", { article, finding: `${code.replaceAll("_", " ")}.` }),
  );
}

async function publish(
  context: Context,
  file: TariffFile,
  { id, name }: TariffCandidate,
  content: Tariff,
): Promise<Verdict> {
  const { clientId, cpo, kind, actor } = file;
  const code = id ?? "";
  const there = await context.db.withClient(clientId, (tx) => findTariffByCode(tx, cpo.id, kind, code));
  const wanted = name ?? there?.name ?? code;
  const isSame = there?.currentHash === hashTariff(content);
  if (isSame && there.name === wanted) return { outcome: "UNCHANGED", remarks: [] };
  try {
    await publishTariff(file.dryRun ? rehearse(context) : context, {
      clientId,
      cpoId: cpo.id,
      code,
      name: wanted,
      kind,
      content,
      actor,
      note: `imported from ${clipped(file.fileName)}`,
      expectedHash: there?.currentHash ?? null,
    });
  } catch (error) {
    return refusal(whyNot(error));
  }
  return { outcome: there ? "CHANGED" : "NEW", remarks: [] };
}

/** A refusal of the use-case in words of the report; everything else is not ours to explain. */
function whyNot(error: unknown): Remark {
  if (!(error instanceof AppError) || error.kind === "internal") throw error;
  const { label, article, finding } = error.details;
  if (error.code !== "tariff_not_lawful_here") return remark("publish_conflict");
  return remark("not_lawful", "", {
    label: String(label),
    article: String(article),
    finding: `It breaks the rule: ${String(finding).replaceAll("_", " ")}.`,
  });
}
