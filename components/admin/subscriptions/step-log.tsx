import { humanise } from "@/components/admin/format";
import { Empty } from "@/components/admin/page-parts";
import { statusWord } from "@/components/admin/status";
import { Time } from "@/components/admin/time";
import { classNames } from "@/components/ui/class-names";
import { stepWords } from "./words";

export interface Step {
  readonly seq: number;
  readonly at: Date;
  readonly kind: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly byName: string;
  readonly data: unknown;
}

/** Everything that happened to a connection, newest first: when, who, what, and what to do about it (ADM-18). */
export function StepLog({ steps, zone }: { readonly steps: readonly Step[]; readonly zone: string }) {
  if (steps.length === 0) return <Empty title="Nothing has happened yet" />;
  return (
    <ol className="divide-y divide-line text-sm">
      {steps.map((step) => (
        <StepLine key={step.seq} step={step} zone={zone} />
      ))}
    </ol>
  );
}

function StepLine({ step, zone }: { readonly step: Step; readonly zone: string }) {
  const isFault = step.kind === "handshake_failed" || step.kind === "test_failed";
  const data = (step.data ?? {}) as Readonly<Record<string, unknown>>;
  const sentence = typeof data.sentence === "string" ? data.sentence : null;
  const advice = typeof data.advice === "string" ? data.advice : null;
  const moved =
    step.from && step.to && step.from !== step.to
      ? `${statusWord("subscription", step.from)} → ${statusWord("subscription", step.to)}`
      : null;
  return (
    <li className="grid grid-cols-[7.5rem_minmax(0,1fr)] gap-x-3 px-4 py-2 max-sm:grid-cols-1">
      <span className="tabular text-[13px] leading-5 text-muted">
        <Time at={step.at} zone={zone} style="second" />
      </span>
      <div className="min-w-0 leading-5">
        <p>
          <span className={classNames("font-medium", isFault && "text-red")}>
            {typeof data.step === "string" ? data.step : stepWords(step.kind)}
          </span>{" "}
          <span className="text-muted">· {step.byName}</span>
          {moved ? <span className="text-muted"> · {moved}</span> : null}
        </p>
        {sentence ? <p className={isFault ? "text-red" : undefined}>{sentence}</p> : null}
        {advice ? <p className="text-ink">{advice}</p> : null}
        <Details data={data} zone={zone} />
      </div>
    </li>
  );
}

const SHOWN_APART = ["sentence", "advice", "step", "code"];
/** Names that say too little, or too much, when they are only spelled out. */
const NAMES: Readonly<Record<string, string>> = {
  url: "Address",
  hint: "Token ends with",
  expiresAt: "Works until",
};
const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

interface DetailsProps {
  readonly data: Readonly<Record<string, unknown>>;
  readonly zone: string;
}

function Details({ data, zone }: DetailsProps) {
  const pairs = Object.entries(data).filter(([name]) => !SHOWN_APART.includes(name));
  if (pairs.length === 0) return null;
  const short = pairs.every(([, value]) => !Array.isArray(value) || value.length < 4);
  const list = (
    <dl className="mt-0.5 text-[13px] text-muted">
      {pairs.map(([name, value]) => (
        <div key={name} className="flex gap-2">
          <dt className="shrink-0">{NAMES[name] ?? humanise(name)}</dt>
          <dd className="tabular min-w-0 break-words">
            <Detail name={name} value={value} zone={zone} />
          </dd>
        </div>
      ))}
    </dl>
  );
  if (short) return list;
  return (
    <details>
      <summary className="w-fit text-[13px] text-muted underline decoration-line underline-offset-2 hover:text-ink">
        What was exchanged
      </summary>
      {list}
    </details>
  );
}

function Detail({
  name,
  value,
  zone,
}: {
  readonly name: string;
  readonly value: unknown;
  readonly zone: string;
}) {
  if (Array.isArray(value)) {
    if (value.length < 4) return value.join(", ");
    return value.map((one) => (
      <span key={String(one)} className="block break-all">
        {String(one)}
      </span>
    ));
  }
  const text = String(value);
  if (INSTANT.test(text)) return <Time at={new Date(text)} zone={zone} />;
  return name === "environment" ? humanise(text) : text;
}
