import { notFound } from "next/navigation";
import { ActDialog } from "@/components/admin/act-dialog";
import { type Column, DataTable } from "@/components/admin/data-table";
import { type Chip, Chips, Pager } from "@/components/admin/filters";
import { ago, count, duration } from "@/components/admin/format";
import { Empty, PageHead } from "@/components/admin/page-parts";
import { Status } from "@/components/admin/status";
import { SubscriptionTabs } from "@/components/admin/subscriptions/tabs";
import { Time } from "@/components/admin/time";
import { OUTBOX_STATES, type OutboxRow, readOutbox } from "@/lib/ocpi/push/outbox.queries";
import { readSubscription } from "@/lib/subscriptions/subscription.queries";
import { may } from "@/lib/tenants/access.rules";
import { PAGE_SIZE } from "@/lib/tenants/paging.rules";
import { adminPage, uuidParam } from "../../../../_guard/admin-page";
import { sendPushesAgain } from "./actions";

/** What a push is called. */
const KINDS: Readonly<Record<string, string>> = {
  location: "Location",
  evse: "Charging point",
  tariff: "Tariff",
  tariff_removal: "Removal of a tariff",
  session: "Session",
  cdr: "CDR",
  terminal: "Terminal",
  charging_profile: "Charging profile",
  command_result: "Result of a command",
};
/** Why nothing was sent. */
const REASONS: Readonly<Record<string, string>> = {
  gone: "no longer visible to the partner",
  not_offered: "the partner has no such module",
  not_wanted: "switched off in the settings",
  host_not_approved: "the host is not approved",
};

/** The outbox of a connection: what waits, what was given up, what was sent (ADM-7). */
export default adminPage("subscription.read", async ({ context, scope, zone, now, principal }, route) => {
  const id = uuidParam(route);
  const found = id && (await readSubscription(context, scope, id));
  if (!found) notFound();
  const path = `/admin/subscriptions/${found.id}/pushes`;
  const { state, after } = route.query;
  const query = { state, after };
  const filter = {
    state: OUTBOX_STATES.find((known) => known === state) ?? null,
    before: /^\d{1,18}$/.test(after ?? "") ? BigInt(after ?? 0) : null,
  };
  const { rows, next, counts } = await readOutbox(context, scope.clientId, found.id, filter, PAGE_SIZE);
  const mayWrite = may(principal.role, "subscription.write");
  const chips: readonly Chip[] = [
    { value: null, label: "All" },
    { value: "PENDING", label: "Waiting", count: counts.PENDING },
    { value: "DEAD", label: "Given up", count: counts.DEAD, urgent: true },
    { value: "SENT", label: "Sent", count: counts.SENT },
    { value: "SUPERSEDED", label: "Not needed", count: counts.SUPERSEDED },
  ];
  return (
    <>
      <PageHead
        back={{ href: "/admin/subscriptions", label: "Subscriptions" }}
        title={found.name}
        badge={<Status of="subscription" state={found.state} />}
        detail="What the partner must be told. It is tried again for a day; then a person decides."
        actions={
          mayWrite && counts.DEAD > 0 ? (
            <ActDialog
              label={`Send all ${count(counts.DEAD)} again`}
              title="Send everything that was given up again?"
              consequence={`${count(counts.DEAD)} messages go out as their objects are now, in their old order. Results of commands stay: nobody waits for them any more.`}
              confirm="Send again"
              action={sendPushesAgain}
              values={{ id: found.id }}
            />
          ) : null
        }
      />
      <SubscriptionTabs id={found.id} current="/pushes" />
      <div className="mb-3">
        <Chips label="State" name="state" path={path} query={query} chips={chips} />
      </div>
      <DataTable
        caption="Messages to the partner, newest first"
        columns={columns({ zone, now, subscriptionId: found.id, mayWrite })}
        rows={rows}
        keyOf={(row) => String(row.id)}
        empty={
          <Empty title={filter.state ? "Nothing in this state" : "Nothing to tell yet"}>
            {filter.state ? null : "Sessions, CDRs and changes of charging points appear here."}
          </Empty>
        }
        footer={<Pager path={path} query={query} next={next} />}
      />
    </>
  );
});

interface ColumnFacts {
  readonly zone: string;
  readonly now: Date;
  readonly subscriptionId: string;
  readonly mayWrite: boolean;
}

function columns({ zone, now, subscriptionId, mayWrite }: ColumnFacts): readonly Column<OutboxRow>[] {
  return [
    {
      id: "kind",
      header: "What",
      cell: (row) => <span className="font-medium">{KINDS[row.kind] ?? row.kind}</span>,
    },
    {
      id: "subject",
      header: "About",
      cell: (row) => (
        <span className="block max-w-40 truncate 2xl:max-w-80" title={row.subject}>
          {row.subject}
          {row.act ? <span className="text-muted"> · {row.act}</span> : null}
        </span>
      ),
    },
    { id: "state", header: "State", cell: (row) => <Status of="push" state={row.state} /> },
    {
      id: "tries",
      header: "Tries",
      wideOnly: true,
      align: "right",
      cell: (row) => <span className="tabular">{row.attempts}</span>,
    },
    {
      id: "fault",
      header: "Last answer",
      cell: (row) => (
        <span className="block max-w-56 truncate 2xl:max-w-96" title={row.lastFault ?? undefined}>
          {row.lastFault ? (REASONS[row.lastFault] ?? row.lastFault) : (row.lastStatus ?? "–")}
        </span>
      ),
    },
    {
      id: "next",
      header: "Next try",
      cell: (row) =>
        row.state !== "PENDING" ? "–" : row.nextTryAt <= now ? "now" : `in ${duration(now, row.nextTryAt)}`,
    },
    {
      id: "created",
      header: "Since",
      wideOnly: true,
      cell: (row) => <Time at={row.createdAt} zone={zone} />,
    },
    {
      id: "finished",
      header: "Done",
      wideOnly: true,
      cell: (row) => (row.finishedAt ? ago(row.finishedAt, now) : "–"),
    },
    {
      id: "again",
      header: "",
      align: "right",
      cell: (row) =>
        mayWrite && row.state === "DEAD" && row.kind !== "command_result" ? (
          <ActDialog
            label="Send again"
            title="Send this again?"
            consequence="It goes out as the object is now, and is tried for another day."
            confirm="Send again"
            action={sendPushesAgain}
            values={{ id: subscriptionId, push: String(row.id) }}
          />
        ) : null,
    },
  ];
}
