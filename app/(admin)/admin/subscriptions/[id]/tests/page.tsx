import { notFound } from "next/navigation";
import { AutoRefresh } from "@/components/admin/auto-refresh";
import { RunBadge } from "@/components/admin/conformance/run-state";
import { type Column, DataTable } from "@/components/admin/data-table";
import { duration } from "@/components/admin/format";
import { Empty, PageHead } from "@/components/admin/page-parts";
import { Status } from "@/components/admin/status";
import { SubscriptionTabs } from "@/components/admin/subscriptions/tabs";
import { Time } from "@/components/admin/time";
import { classNames } from "@/components/ui/class-names";
import { simulatedProvider } from "@/lib/conformance/act/simulator.rules";
import type { Run } from "@/lib/conformance/conformance.model";
import { countSteps } from "@/lib/conformance/judge-run.rules";
import { listEvses, listRuns } from "@/lib/conformance/runs.queries";
import { env } from "@/lib/env";
import { connectionSettingsSchema } from "@/lib/subscriptions/connection.model";
import { readSubscription } from "@/lib/subscriptions/subscription.queries";
import { may } from "@/lib/tenants/access.rules";
import { adminPage, uuidParam } from "../../../../_guard/admin-page";
import { StartForm } from "./start-form";

/** Conformance runs of a connection: those that were, and the next one (ADM-19). */
export default adminPage("subscription.read", async ({ context, scope, zone, principal }, route) => {
  const id = uuidParam(route);
  const found = id && (await readSubscription(context, scope, id));
  if (!found) notFound();
  const runs = await listRuns(context, scope.clientId, found.id);
  const cpoIds = found.cpos.map(({ cpoId }) => cpoId);
  const evses = await listEvses(context, scope.clientId, found.id, cpoIds);
  const settings = connectionSettingsSchema.parse(found.settings ?? {});
  const running = runs.find(({ state }) => state === "RUNNING");
  const mayStart = may(principal.role, "subscription.write") && running === undefined;
  const columns: readonly Column<Run>[] = [
    { id: "number", header: "Run", cell: ({ number }) => `Run ${number}` },
    { id: "state", header: "Result", cell: ({ state }) => <RunBadge state={state} /> },
    { id: "passed", header: "Passed", align: "right", cell: (run) => countSteps(run).passed },
    { id: "failed", header: "Failed", align: "right", cell: (run) => countSteps(run).failed },
    { id: "skipped", header: "Left out", align: "right", cell: (run) => countSteps(run).skipped },
    { id: "version", header: "OCPI", cell: ({ version }) => version },
    { id: "evse", header: "Charging point", wideOnly: true, cell: ({ setup }) => setup.evse.label },
    { id: "started", header: "Started", cell: ({ startedAt }) => <Time at={startedAt} zone={zone} /> },
    {
      id: "took",
      header: "Took",
      align: "right",
      wideOnly: true,
      cell: ({ startedAt, finishedAt }) => (finishedAt ? duration(startedAt, finishedAt) : "–"),
    },
    { id: "by", header: "By", wideOnly: true, cell: ({ byName }) => byName },
  ];
  return (
    <>
      {running ? <AutoRefresh everyS={3} /> : null}
      <PageHead
        back={{ href: "/admin/subscriptions", label: "Subscriptions" }}
        title={found.name}
        badge={<Status of="subscription" state={found.state} />}
        detail="A run tries everything that both sides must be able to do, and what must be refused. A pass is needed before live."
      />
      <SubscriptionTabs id={found.id} current="/tests" />
      <div
        className={classNames(
          "grid grid-cols-1 items-start gap-4",
          mayStart && "xl:grid-cols-[minmax(0,1fr)_26rem]",
        )}
      >
        <div className="min-w-0 max-xl:order-2">
          <DataTable
            caption="Conformance runs, newest first"
            columns={columns}
            rows={runs}
            keyOf={(run) => run.id}
            hrefOf={(run) => `/admin/subscriptions/${found.id}/tests/${run.id}`}
            empty={
              <Empty title="No run yet">
                The first run shows within minutes whether both sides understand each other.
              </Empty>
            }
          />
        </div>
        {mayStart ? (
          <StartForm
            found={found}
            evses={evses}
            needsTerminal={!settings.startWithoutTerminal}
            isSimulated={simulatedProvider(found, env().KERBWATT_MODE) !== null}
          />
        ) : null}
      </div>
    </>
  );
});
