import { checkInvariants } from "@/lib/billing/check-invariants";
import { eraseOldAddresses } from "@/lib/billing/erase-addresses";
import { askForReminders } from "@/lib/billing/remind-flagged";
import { retryValidations } from "@/lib/billing/retry-validations";
import { watchPrices } from "@/lib/billing/watch-prices";
import { DAY_MS } from "@/lib/core/time";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { raiseException } from "@/lib/db/raise-exception";
import { env } from "@/lib/env";
import { forgetOldEntries } from "@/lib/journal/forget-entries";
import { tellSilences } from "@/lib/locations/tell-silences";
import { requestFetch } from "@/lib/ocpi/modules/payments/request-fetch";
import { forgetOldPushes } from "@/lib/ocpi/push/forget-pushes";
import { wakeStuckPushers } from "@/lib/ocpi/push/wake-stuck-pushers";
import { eraseOldMarks } from "@/lib/payments/erase-marks";
import { reconcilePayments } from "@/lib/payments/reconcile-payments";
import { sweepPayments } from "@/lib/payments/sweep-payments";
import { forgetOldQuotes, sweepSessions } from "@/lib/sessions/sweep-sessions";
import { forgetOldRates } from "@/lib/tenants/forget-rates";
import type { JobDeps } from "./handlers";

/** Regular work: name → what it does and when (five fields of cron, UTC). */
export const SWEEPS: Readonly<Record<string, { readonly cron: string; run(deps: JobDeps): Promise<void> }>> =
  {
    /** Payments whose webhook never came, calls without an answer, holds near their end. */
    "sweep.payments": {
      cron: "* * * * *",
      run: ({ context, psp }) => sweepPayments(context, psp).then(() => {}),
    },
    /** Our books and the PSP's, compared; a difference is a person's case and never corrected silently (REL-17). */
    "sweep.reconcile": {
      cron: "11 * * * *",
      async run({ context, psp }) {
        const result = await reconcilePayments(context, psp);
        context.log.info({ ...result }, "payments were compared with the PSP");
      },
    },
    /** Sessions and commands whose timer was missed. */
    "sweep.sessions": { cron: "* * * * *", run: ({ context }) => sweepSessions(context).then(() => {}) },
    /** The page and the terminals of an EVSE ask for one price (LAW-20). */
    "sweep.prices": { cron: "* * * * *", run: ({ context }) => watchPrices(context) },
    /** Stations that fell silent behind an open socket, and those that are heard of again. */
    "sweep.silences": { cron: "* * * * *", run: ({ context }) => tellSilences(context).then(() => {}) },
    /** Jobs that have used up their attempts: visible, never lost (REL-15, REL-111). */
    "sweep.dead_jobs": {
      cron: "*/5 * * * *",
      run: ({ context }) => context.db.withSystem((tx) => reportDeadJobs(tx)),
    },
    /** What must always be true is checked; what is not is a person's case at once (REL-54). */
    "sweep.invariants": { cron: "41 * * * *", run: reportViolations },
    /** Flagged sessions are looked at again once a day; who can decide about them is told on Monday morning. */
    "sweep.validations": {
      cron: "29 * * * *",
      run: ({ context }) => retryValidations(context).then(() => {}),
    },
    "sweep.reminders": { cron: "7 6 * * 1", run: ({ context }) => askForReminders(context) },
    /** Pushes to OCPI partners whose job was lost. */
    "sweep.pushes": { cron: "* * * * *", run: ({ context }) => wakeStuckPushers(context).then(() => {}) },
    /** Providers of payment terminals are asked for their terminals; by night for the confirmations of the last days. */
    "sweep.terminals": {
      cron: "23 * * * *",
      run: ({ context }) => requestFetch(context, "terminals").then(() => {}),
    },
    "sweep.advices": {
      cron: "47 2 * * *",
      run: ({ context }) => requestFetch(context, "advices").then(() => {}),
    },
    /** Addresses, marks of devices and networks, and quotes whose time is over (LAW-49). */
    "sweep.retention": { cron: "17 3 * * *", run: ({ context }) => forget(context) },
  };

async function forget(context: Context): Promise<void> {
  const now = context.clock.now().getTime();
  await eraseOldAddresses(context);
  await eraseOldMarks(context, new Date(now - MARKS_KEPT_MS));
  await forgetOldQuotes(context);
  const journalFrom = new Date(now - env().JOURNAL_DAYS * DAY_MS);
  await forgetOldEntries(context, journalFrom);
  await forgetOldPushes(context, journalFrom);
  await forgetOldRates(context, new Date(now - DAY_MS));
}

/** The platform's upper bound for what could point to a person (LAW-49). */
const MARKS_KEPT_MS = 90 * DAY_MS;

async function reportViolations({ context }: JobDeps): Promise<void> {
  const violations = await checkInvariants(context);
  if (violations.length === 0) return;
  context.log.error({ violations: violations.slice(0, 20) }, "an invariant is violated");
  await context.db.withSystem(async (tx) => {
    for (const { rule, clientId, subject, detail } of violations) {
      await raiseException(tx, {
        clientId,
        code: "invariant_violated",
        key: `invariant_violated:${rule}:${subject}`,
        detail: { rule, subject, detail },
      });
    }
  });
}

interface DeadJob {
  readonly id: string;
  readonly identifier: string;
  readonly last_error: string | null;
  readonly client_id: string | null;
  readonly session_id: string | null;
  readonly payment_id: string | null;
}

/** What killed a job may stand in its payload: a text that is no id must not kill the report as well. */
const UUID = "^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$";

/** A job that failed to the end becomes an exception of its client; one without a client stays in the queue's own table. */
async function reportDeadJobs(tx: Tx): Promise<void> {
  const dead = await tx.$queryRaw<DeadJob[]>`
    SELECT j.id::text, t.identifier, j.last_error,
           j.payload->>'clientId' AS client_id,
           substring(j.payload->>'sessionId' FROM ${UUID}) AS session_id,
           substring(j.payload->>'paymentId' FROM ${UUID}) AS payment_id
    FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
    WHERE j.attempts >= j.max_attempts AND j.locked_at IS NULL AND j.payload->>'clientId' ~ ${UUID}
      AND t.identifier <> 'exception.raised'
      AND NOT EXISTS (SELECT 1 FROM exception_cases e WHERE e.key = 'job_dead:' || j.id::text)
    LIMIT 50`;
  for (const job of dead) {
    if (!job.client_id) continue;
    await raiseException(tx, {
      clientId: job.client_id,
      code: "job_dead",
      key: `job_dead:${job.id}`,
      sessionId: job.session_id,
      paymentId: job.payment_id,
      detail: { event: job.identifier, error: (job.last_error ?? "").slice(0, 500) },
    });
  }
}
