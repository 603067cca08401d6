"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { FieldFrame, INPUT_CLASS } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { IMPORT_BYTES_MAX } from "@/lib/pricing/exchange/import-report.model";
import { count } from "./format";
import { Notice } from "./notice";
import { ProgressBar } from "./progress-bar";
import { type Progress, readProgress } from "./read-progress";

interface ImportFormProps {
  readonly path: string;
  readonly operators: readonly (readonly [id: string, name: string])[];
  /** The run that is shown below; the import follows its dry run. */
  readonly shown: { readonly id: string; readonly dryRun: boolean; readonly accepted: number } | null;
}

const WHATS = [
  ["RETAIL", "Retail prices"],
  ["WHOLESALE", "Wholesale tariffs"],
  ["CDR", "CDRs of another system"],
] as const;
const FORMATS = [
  ["csv", "CSV"],
  ["ocpi-2.1.1", "OCPI 2.1.1 JSON"],
  ["ocpi-2.2.1", "OCPI 2.2.1 JSON"],
  ["ocpi-2.3.0", "OCPI 2.3.0 JSON"],
] as const;

/** What was tried: the very file and the very choices that the import repeats. */
interface Tried {
  readonly runId: string;
  readonly file: File;
  readonly query: Readonly<Record<string, string>>;
}

/** Choose a file, see in a dry run what it would do, then do it. */
export function ImportForm({ path, operators, shown }: ImportFormProps) {
  const router = useRouter();
  const [tried, setTried] = useState<Tried | null>(null);
  const [busy, setBusy] = useState<"dry" | "run" | null>(null);
  const [progress, setProgress] = useState<Progress | null>(null);
  const [fault, setFault] = useState<string | null>(null);

  async function send(file: File, query: Readonly<Record<string, string>>, dry: boolean): Promise<void> {
    setBusy(dry ? "dry" : "run");
    setProgress(null);
    setFault(null);
    const url = `${path}/run?${new URLSearchParams({ ...query, name: file.name, dry: dry ? "yes" : "no" }).toString()}`;
    const headers = { "content-type": "application/octet-stream" };
    const outcome = await readProgress<string>(url, { method: "POST", body: file, headers }, setProgress);
    setBusy(null);
    setTried(outcome.ok && dry ? { runId: outcome.result, file, query } : null);
    if (outcome.ok) router.replace(`${path}?run=${outcome.result}`, { scroll: false });
    else setFault(outcome.message);
  }

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const file = form.get("file");
    const text = (name: string): string => String(form.get(name) ?? "");
    if (!(file instanceof File) || file.name === "") setFault("Choose a file.");
    else if (file.size > IMPORT_BYTES_MAX) setFault("The file is larger than 10 MB. Split it.");
    else void send(file, { what: text("what"), cpo: text("cpo"), format: text("format") }, true);
  }

  const ready = tried !== null && shown?.id === tried.runId && busy === null ? tried : null;
  return (
    <form onSubmit={submit} onChange={() => setTried(null)} className="flex flex-col gap-4">
      <Choices operators={operators} />
      {fault ? <Notice tone="red">{fault}</Notice> : null}
      {busy ? <ProgressBar label={busy === "dry" ? "Trying" : "Importing"} progress={progress} /> : null}
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" tone={ready ? "secondary" : "primary"} disabled={busy !== null}>
          Dry run
        </Button>
        {ready && shown && shown.accepted > 0 ? (
          <Button tone="primary" onClick={() => void send(ready.file, ready.query, false)}>
            Import {count(shown.accepted)}
          </Button>
        ) : null}
        <p className="text-[13px] text-muted">A dry run changes nothing. It is the import, taken back.</p>
      </div>
    </form>
  );
}

function Choices({ operators }: Pick<ImportFormProps, "operators">) {
  return (
    <div className="grid grid-cols-1 items-start gap-4 sm:grid-cols-2 xl:grid-cols-4">
      <Select name="what" label="What" options={WHATS} />
      <Select name="cpo" label="Operator" options={operators} />
      <Select name="format" label="Format" options={FORMATS} />
      <FieldFrame label="File" help="At most 10 MB and 100,000 entries.">
        {(ids) => (
          <input
            {...ids}
            type="file"
            name="file"
            accept=".csv,.json,text/csv,application/json"
            className={`${INPUT_CLASS} file:mr-3 file:rounded file:border-0 file:bg-sunken file:px-2 file:text-ink`}
          />
        )}
      </FieldFrame>
    </div>
  );
}
