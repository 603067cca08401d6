import Link from "next/link";
import { ActDialog } from "@/components/admin/act-dialog";
import { NoteField } from "@/components/admin/act-form";
import { ACTION_CONSEQUENCES, ACTION_WORDS, CHANNEL_WORDS } from "@/components/admin/bills/bill-words";
import { ago, duration, energy } from "@/components/admin/format";
import { Facts, PageHead, Pairs } from "@/components/admin/page-parts";
import { Status } from "@/components/admin/status";
import { Time } from "@/components/admin/time";
import { Card } from "@/components/ui/card";
import type { FlaggedDetail } from "@/lib/billing/cdr.queries";
import { allowedActions, readFindings, type ValidationAction } from "@/lib/billing/validation.model";
import { decideBill } from "../actions";
import { ValidationCard } from "./decisions";

interface FlaggedViewProps {
  readonly flagged: FlaggedDetail;
  readonly zone: string;
  readonly now: Date;
  readonly mayDecide: boolean;
}

/** A session without a bill: what is in the way, until when, and what may be done about it. */
export function FlaggedView({ flagged, zone, now, mayDecide }: FlaggedViewProps) {
  const { session, state, flaggedAt, decideBy, nextTryAt } = flagged;
  const findings = readFindings(flagged.findings);
  const { startedAt, endedAt, meterStartWh, meterStopWh, payment } = session;
  return (
    <>
      <PageHead
        back={{ href: "/admin/cdrs?state=FLAGGED", label: "Flagged sessions" }}
        title={<span className="tabular">{session.reference}</span>}
        badge={<Status of="validation" state={state} />}
        detail={state === "FLAGGED" ? "No bill until this is decided." : "Dropped: it is never billed."}
        actions={
          state === "FLAGGED" && mayDecide
            ? allowedActions(findings).map((action) => (
                <Decide
                  key={action}
                  action={action}
                  sessionId={session.id}
                  seen={findings.map(({ code }) => code)}
                />
              ))
            : null
        }
      />
      <Facts
        facts={[
          {
            label: "Flagged for",
            value: flaggedAt ? ago(flaggedAt, now).replace(" ago", "") : "–",
            strong: true,
          },
          {
            label: "Decide within",
            value: decideBy ? duration(now, decideBy) : "No hold of ours",
            strong: decideBy !== null,
          },
          { label: "Next try", value: <Time at={nextTryAt} zone={zone} /> },
          {
            label: "Duration",
            value: startedAt && endedAt ? duration(startedAt, endedAt) : "–",
            strong: true,
          },
          {
            label: "Register",
            value: `${energy(wattHours(meterStartWh))} to ${energy(wattHours(meterStopWh))}`,
          },
          {
            label: "Paid by",
            value: session.subscription?.name ?? CHANNEL_WORDS[session.channel] ?? session.channel,
          },
        ]}
      />
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-2">
        <ValidationCard validation={flagged} zone={zone} />
        <Card title="Session">
          <Pairs
            pairs={[
              [
                "Session",
                <Link
                  key="s"
                  className="underline decoration-line underline-offset-2"
                  href={`/admin/sessions/${session.id}`}
                >
                  {session.reference}
                </Link>,
              ],
              ["Charger", `${session.evse.label}, ${session.evse.evseId}`],
              ["Location", session.evse.location.name],
              ["Began, there", <Time key="b" at={startedAt} zone={session.timeZone} style="second" named />],
              ["Ended, there", <Time key="e" at={endedAt} zone={session.timeZone} style="second" named />],
              [
                "Payment",
                payment ? (
                  <Link
                    key="p"
                    className="underline decoration-line underline-offset-2"
                    href={`/admin/payments/${payment.id}`}
                  >
                    <Status of="payment" state={payment.state} />
                  </Link>
                ) : (
                  "by the provider"
                ),
              ],
            ]}
          />
        </Card>
      </div>
    </>
  );
}

const wattHours = (register: bigint | null): number | null => (register === null ? null : Number(register));

function Decide({
  action,
  sessionId,
  seen,
}: {
  readonly action: ValidationAction;
  readonly sessionId: string;
  readonly seen: readonly string[];
}) {
  return (
    <ActDialog
      label={ACTION_WORDS[action]}
      tone={action === "DROP" ? "danger" : action === "ACCEPT" ? "primary" : "secondary"}
      title={`${ACTION_WORDS[action]} this session?`}
      consequence={ACTION_CONSEQUENCES[action]}
      confirm={ACTION_WORDS[action]}
      action={decideBill}
      values={{ sessionId, action, seen: seen.join(",") }}
    >
      <NoteField name="reason" label="Reason" help="Stays with the session and in the audit log." />
    </ActDialog>
  );
}
