"use client";

import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { FieldFrame, INPUT_CLASS } from "@/components/ui/field";
import { Select, type SelectOptions } from "@/components/ui/select";
import type { WhatIfResult } from "@/lib/billing/what-if.model";
import { Notice } from "./notice";
import { PriceFields } from "./prices/price-fields";
import { ProgressBar } from "./progress-bar";
import { type Progress, readProgress } from "./read-progress";
import { WhatIfReport } from "./what-if-report";

export interface WhatIfFormProps {
  readonly url: string;
  readonly operators: readonly {
    readonly id: string;
    readonly name: string;
    readonly currency: string;
    readonly vatPercent: string;
  }[];
  /** Stored versions, "<tariff id>" or "<tariff id>:<number>". */
  readonly tariffs: SelectOptions;
  readonly locations: SelectOptions;
  readonly codes: SelectOptions;
  readonly months: SelectOptions;
  /** The last month that is over and has sessions, or the present one. */
  readonly month: string;
}

type DraftKind = "own" | "tariff" | "form" | "json";

/** Choose a draft and a month; see what it would have changed. */
export function WhatIfForm(props: WhatIfFormProps) {
  const [progress, setProgress] = useState<Progress | null>(null);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [result, setResult] = useState<WhatIfResult | null>(null);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const body = JSON.stringify(wishOf(new FormData(event.currentTarget)));
    setBusy(true);
    setFault(null);
    setProgress(null);
    const headers = { "content-type": "application/json" };
    const outcome = await readProgress<WhatIfResult>(
      props.url,
      { method: "POST", body, headers },
      setProgress,
    );
    setBusy(false);
    if (outcome.ok) setResult(outcome.result);
    else setFault(outcome.message);
  }

  return (
    <div className="flex flex-col gap-4">
      <Card title="What if">
        <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
          <Draft {...props} />
          <Scope {...props} />
          {fault ? <Notice tone="red">{fault}</Notice> : null}
          {busy ? <ProgressBar label="Sessions priced" progress={progress} /> : null}
          <div className="flex flex-wrap items-center gap-2">
            <Button type="submit" tone="primary" disabled={busy}>
              {busy ? "Pricing …" : "Price the month"}
            </Button>
            <p className="text-[13px] text-muted">
              Nothing is changed. Sessions keep the price that they were shown.
            </p>
          </div>
        </form>
      </Card>
      {result && !busy ? <WhatIfReport result={result} /> : null}
    </div>
  );
}

const OWN_FIELDS = [
  "draft",
  "factor",
  "side",
  "tariff",
  "json",
  "cpo",
  "location",
  "code",
  "month",
  "imported",
];

function wishOf(data: FormData): unknown {
  const text = (name: string): string => String(data.get(name) ?? "");
  const draft = text("draft");
  const form = Object.fromEntries(
    [...data.entries()].flatMap(([name, value]) =>
      typeof value === "string" && !OWN_FIELDS.includes(name) ? [[name, value]] : [],
    ),
  );
  return {
    draft,
    factor: text("factor"),
    side: text("side") || "RETAIL",
    ...(draft === "tariff" ? { tariff: text("tariff") } : {}),
    ...(draft === "form" ? { form } : {}),
    ...(draft === "json" ? { json: text("json") } : {}),
    cpo: text("cpo"),
    locations: data.getAll("location").filter((value) => value !== ""),
    codes: data.getAll("code").filter((value) => value !== ""),
    month: text("month"),
    withImported: text("imported") === "yes",
  };
}

const KINDS: SelectOptions = [
  ["own", "each session's own price"],
  ["tariff", "a price or tariff that we have"],
  ["form", "a new simple price"],
  ["json", "a new price as JSON"],
];
const SIDES: SelectOptions = [
  ["RETAIL", "what drivers paid"],
  ["WHOLESALE", "the wholesale price"],
];

function Row({ children }: { readonly children: ReactNode }) {
  return <div className="grid grid-cols-1 items-start gap-4 sm:grid-cols-2 xl:grid-cols-4">{children}</div>;
}

function Draft({ tariffs, operators }: WhatIfFormProps) {
  const [kind, setKind] = useState<DraftKind>("own");
  const [operator] = operators;
  return (
    <>
      <Row>
        <Select
          name="draft"
          label="Price the sessions with"
          options={KINDS}
          onChange={(event) => setKind(event.target.value as DraftKind)}
        />
        {kind === "tariff" ? <Select name="tariff" label="Price or tariff" options={tariffs} /> : null}
        <FieldFrame label="Times" help="1 leaves it as it is; 1.05 is five per cent more.">
          {(ids) => (
            <input
              {...ids}
              name="factor"
              defaultValue="1"
              inputMode="decimal"
              maxLength={12}
              className={`${INPUT_CLASS} tabular`}
            />
          )}
        </FieldFrame>
        {kind === "tariff" ? null : <Select name="side" label="Compare with" options={SIDES} />}
      </Row>
      {kind === "form" && operator ? (
        <div className="flex max-w-2xl flex-col gap-4">
          <PriceFields
            kind="RETAIL"
            form={{ vatPercent: operator.vatPercent, idleGrace: "15" }}
            faults={{}}
            currency={operator.currency}
          />
        </div>
      ) : null}
      {kind === "json" ? (
        <FieldFrame label="Tariff" help="As the price editor shows it under “Advanced: JSON”.">
          {(ids) => (
            <textarea
              {...ids}
              name="json"
              rows={14}
              spellCheck={false}
              className={`${INPUT_CLASS} font-mono text-[13px] leading-5`}
            />
          )}
        </FieldFrame>
      ) : null}
    </>
  );
}

const ALL: readonly [string, string] = ["", "all"];

function Scope({ operators, locations, codes, months, month }: WhatIfFormProps) {
  return (
    <>
      <Row>
        <Select name="month" label="Month" options={months} defaultValue={month} />
        <Select name="cpo" label="Operator" options={operators.map(({ id, name }) => [id, name])} />
        <Select name="location" label="Location" options={[ALL, ...locations]} />
        <Select name="code" label="Tariff code" options={[ALL, ...codes]} />
      </Row>
      <label className="flex min-h-8 items-center gap-2 text-sm">
        <input type="checkbox" name="imported" value="yes" className="size-4 accent-accent" />
        With CDRs of other systems that were imported
      </label>
    </>
  );
}
