import Link from "next/link";
import { notFound } from "next/navigation";
import { AutoRefresh } from "@/components/admin/auto-refresh";
import { NowCard } from "@/components/admin/conformance/now-card";
import { RunBadge } from "@/components/admin/conformance/run-state";
import { StepList } from "@/components/admin/conformance/step-list";
import { duration } from "@/components/admin/format";
import { Facts, PageHead } from "@/components/admin/page-parts";
import { ProgressBar } from "@/components/admin/progress-bar";
import { Time } from "@/components/admin/time";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { countSteps, isOptional } from "@/lib/conformance/judge-run.rules";
import { messagesOf } from "@/lib/conformance/report/read-report";
import { listRuns, readEvidence, readRun } from "@/lib/conformance/runs.queries";
import { isStepKey, PHASE_WORDS, PHASES, STEP_PLANS } from "@/lib/conformance/steps.model";
import { readSubscription } from "@/lib/subscriptions/subscription.queries";
import { may } from "@/lib/tenants/access.rules";
import { adminPage, uuidParam } from "../../../../../_guard/admin-page";
import { Comparison } from "./comparison";
import { LeaveOut, StopRun } from "./run-acts";

/** One conformance run: what to do now, every step with its result and its messages (ADM-19). */
export default adminPage("subscription.read", async (admin, route) => {
  const { context, scope, zone, now, principal } = admin;
  const id = uuidParam(route);
  const runId = uuidParam(route, "run");
  const found = id && (await readSubscription(context, scope, id));
  const run = found && runId ? await readRun(context, scope.clientId, found.id, runId) : null;
  if (!found || !run) notFound();
  const mayRead = may(principal.role, "journal.read");
  const mayWrite = may(principal.role, "subscription.write");
  const evidence = mayRead ? await readEvidence(context, run) : null;
  const steps = run.steps.map((step) => ({
    ...step,
    messages: evidence ? messagesOf(step, evidence) : null,
  }));
  const others = (await listRuns(context, scope.clientId, found.id)).filter((other) => other.id !== run.id);
  const base = `/admin/subscriptions/${found.id}/tests`;
  const current = run.state === "RUNNING" ? steps.find(({ state }) => state === "RUNNING") : undefined;
  const { passed, failed, skipped, total } = countSteps(run);
  const ref = { id: found.id, run: run.id };
  return (
    <>
      {run.state === "RUNNING" ? <AutoRefresh everyS={3} /> : null}
      <PageHead
        back={{ href: base, label: `${found.name}, tests` }}
        title={`Run ${run.number}`}
        badge={<RunBadge state={run.state} />}
        detail={`OCPI ${run.version} · ${run.setup.evse.label}, ${run.setup.evse.locationName}`}
        actions={
          <>
            {mayRead && run.state !== "RUNNING" ? (
              <>
                <a className={buttonClass("secondary", "small")} href={`${base}/${run.id}/report.pdf`}>
                  Report as PDF
                </a>
                <a className={buttonClass("secondary", "small")} href={`${base}/${run.id}/report.json`}>
                  JSON
                </a>
              </>
            ) : null}
            {mayWrite && run.state === "RUNNING" ? <StopRun values={ref} number={run.number} /> : null}
          </>
        }
      />
      <Facts
        facts={[
          { label: "Passed", value: `${passed} of ${total}`, strong: true },
          { label: "Failed", value: failed, strong: true },
          { label: "Left out", value: skipped, strong: true },
          { label: "Started", value: <Time at={run.startedAt} zone={zone} style="second" /> },
          { label: "Took", value: duration(run.startedAt, run.finishedAt ?? now) },
          { label: "By", value: run.byName },
        ]}
      />
      <div className="flex flex-col gap-4">
        {run.state === "RUNNING" ? (
          <ProgressBar label="Steps decided" progress={{ done: passed + failed + skipped, total }} />
        ) : null}
        {current ? (
          <NowCard
            step={current}
            setup={run.setup}
            now={now}
            acts={
              mayWrite && isOptional(current.key) ? (
                <LeaveOut values={{ ...ref, step: String(current.number) }} />
              ) : null
            }
          />
        ) : null}
        {PHASES.map((phase) => (
          <Card key={phase} title={PHASE_WORDS[phase]} flush>
            <StepList
              steps={steps.filter(({ key }) => isStepKey(key) && STEP_PLANS[key].phase === phase)}
              setup={run.setup}
              zone={zone}
            />
          </Card>
        ))}
        {others.length > 0 ? (
          <Card title="Compare with another run">
            <p className="flex flex-wrap gap-2 text-sm">
              {others.slice(0, 12).map((other) => (
                <Link
                  key={other.id}
                  className={buttonClass(route.query.with === other.id ? "secondary" : "quiet", "small")}
                  href={`${base}/${run.id}?with=${other.id}#comparison`}
                >
                  Run {other.number}
                </Link>
              ))}
            </p>
            <Comparison run={run} other={others.find((other) => other.id === route.query.with) ?? null} />
          </Card>
        ) : null}
      </div>
    </>
  );
});
