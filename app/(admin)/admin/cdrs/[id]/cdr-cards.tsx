import Link from "next/link";
import { amount } from "@/components/admin/format";
import { Status } from "@/components/admin/status";
import { Time } from "@/components/admin/time";
import { Card } from "@/components/ui/card";
import type { CdrDetail } from "@/lib/billing/cdr.queries";
import { providerTotalMinor } from "@/lib/billing/cdr-row.rules";

interface FamilyProps {
  readonly family: CdrDetail["family"];
  readonly current: string;
  readonly zone: string;
}

/** All CDRs of one session: what was sent, taken back, and sent instead. */
export function Family({ family, current, zone }: FamilyProps) {
  return (
    <Card title="Corrections">
      <ul className="flex flex-col divide-y divide-line text-sm">
        {family.map((cdr) => (
          <li key={cdr.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2 first:pt-0 last:pb-0">
            <Status of="cdr" state={cdr.kind} />
            {cdr.id === current ? (
              <span className="tabular font-medium">{cdr.number}</span>
            ) : (
              <Link
                className="tabular underline decoration-line underline-offset-2"
                href={`/admin/cdrs/${cdr.id}`}
              >
                {cdr.number}
              </Link>
            )}
            <span className="text-muted">
              <Time at={cdr.createdAt} zone={zone} />
            </span>
            <span className="tabular ml-auto">{amount(cdr.chargedMinor, cdr.currency)}</span>
            {cdr.reason && cdr.kind === "CREDIT" ? (
              <span className="w-full text-muted">{cdr.reason}</span>
            ) : null}
          </li>
        ))}
      </ul>
    </Card>
  );
}

interface AdvicesProps {
  readonly cdr: CdrDetail;
  readonly advices: CdrDetail["advices"];
  readonly zone: string;
}

/** What the provider of the terminal says that it has captured (REL-33). */
export function Advices({ cdr, advices, zone }: AdvicesProps) {
  const difference = advices.find(({ differenceMinor }) => differenceMinor !== null)?.differenceMinor ?? null;
  return (
    <Card
      title={`Captured by ${cdr.session.subscription?.name ?? "the provider"}`}
      aside={
        advices.length === 0 ? null : <Status of="advice" state={difference === 0 ? "MATCHED" : "DIFFERS"} />
      }
    >
      {advices.length === 0 ? (
        <p className="text-sm text-muted">
          Not confirmed yet. It should capture {amount(providerTotalMinor(cdr), cdr.currency)}.
        </p>
      ) : (
        <ul className="flex flex-col divide-y divide-line text-sm">
          {advices.map((advice) => (
            <li
              key={advice.id}
              className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2 first:pt-0 last:pb-0"
            >
              <Status of="advice" state={advice.captureStatus} />
              <span className="text-muted">
                <Time at={advice.receivedAt} zone={zone} />
              </span>
              <span className="tabular ml-auto">
                {advice.grossMinor === null ? "no amount" : amount(advice.grossMinor, advice.currency)}
              </span>
              <span className="w-full text-[13px] break-words text-muted">
                {linesOf(advice.eftData).join(" · ") || advice.captureMessage}
              </span>
            </li>
          ))}
          {difference === null || difference === 0 ? null : (
            <li className="flex justify-between py-2 font-medium text-red last:pb-0">
              <span>Difference to the CDR</span>
              <span className="tabular">{amount(difference, cdr.currency)}</span>
            </li>
          )}
        </ul>
      )}
    </Card>
  );
}

const linesOf = (eftData: unknown): string[] =>
  Array.isArray(eftData) ? eftData.filter((line) => typeof line === "string") : [];
