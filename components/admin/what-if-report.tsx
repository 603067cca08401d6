import Link from "next/link";
import { Card } from "@/components/ui/card";
import type { WhatIfChange, WhatIfGroup, WhatIfResult } from "@/lib/billing/what-if.model";
import { type Column, DataTable } from "./data-table";
import { amount, count } from "./format";
import { Empty, Facts } from "./page-parts";
import { changeOf, WhatIfChart } from "./what-if-chart";
import { UNPRICED_WORDS, WARNING_WORDS } from "./what-if-words";

interface WhatIfReportProps {
  readonly result: WhatIfResult;
}

/** What a draft would have changed: income, by week, code and location, and for whom. */
export function WhatIfReport({ result }: WhatIfReportProps) {
  const { currency, priced, imported, now, draft } = result;
  if (priced === 0) {
    return (
      <Card title="Result">
        <Empty title="No session of this month could be priced">
          Choose another month, location or tariff code.
        </Empty>
        <LeftOut result={result} />
      </Card>
    );
  }
  const sign = draft.netMinor > now.netMinor ? "+" : "";
  return (
    <>
      <Facts
        facts={[
          { label: "Income now, without VAT", value: amount(now.netMinor, currency), strong: true },
          { label: "With the draft", value: amount(draft.netMinor, currency), strong: true },
          {
            label: "Change",
            value: `${sign}${amount(draft.netMinor - now.netMinor, currency)} (${changeOf(now.netMinor, draft.netMinor)})`,
            strong: true,
          },
          {
            label: "Sessions priced",
            value: imported > 0 ? `${count(priced)}, of them ${count(imported)} imported` : count(priced),
          },
          { label: "Drivers who pay more", value: count(result.dearer) },
          { label: "Drivers who pay less", value: count(result.cheaper) },
        ]}
      />
      <Card title="Income per week">
        <WhatIfChart weeks={result.weeks} currency={currency} />
      </Card>
      <div className="grid grid-cols-1 items-start gap-4 2xl:grid-cols-2">
        <Groups title="By tariff code" unknown="No code" groups={result.codes} currency={currency} />
        <Groups title="By location" unknown="Not named" groups={result.locations} currency={currency} />
        <Changes
          title="Largest increases"
          nobody="Nobody pays more"
          changes={result.mostDearer}
          currency={currency}
        />
        <Changes
          title="Largest decreases"
          nobody="Nobody pays less"
          changes={result.mostCheaper}
          currency={currency}
        />
      </div>
      {result.unpriced.length > 0 || result.warnings.length > 0 ? (
        <Card title="To know">
          <LeftOut result={result} />
        </Card>
      ) : null}
    </>
  );
}

function LeftOut({ result }: Pick<WhatIfReportProps, "result">) {
  return (
    <ul className="flex flex-col gap-1.5 text-sm">
      {result.unpriced.map(({ reason, sessions, examples }) => (
        <li key={reason}>
          <span className="tabular font-medium">{count(sessions)}</span> left out: {UNPRICED_WORDS[reason]}{" "}
          <span className="text-muted">
            ({examples.join(", ")}
            {sessions > examples.length ? " …" : ""})
          </span>
        </li>
      ))}
      {result.warnings.map(({ warning, sessions }) => (
        <li key={warning}>
          <span className="tabular font-medium">{count(sessions)}</span> priced {WARNING_WORDS[warning]}
        </li>
      ))}
    </ul>
  );
}

interface GroupsProps {
  readonly title: string;
  readonly unknown: string;
  readonly groups: readonly WhatIfGroup[];
  readonly currency: string;
}

function Groups({ title, unknown, groups, currency }: GroupsProps) {
  const columns: readonly Column<WhatIfGroup>[] = [
    { id: "key", header: title, cell: ({ key }) => key || <span className="text-muted">{unknown}</span> },
    { id: "sessions", header: "Sessions", align: "right", cell: ({ sessions }) => count(sessions) },
    { id: "now", header: "Now", align: "right", cell: ({ now }) => amount(now.netMinor, currency) },
    { id: "draft", header: "Draft", align: "right", cell: ({ draft }) => amount(draft.netMinor, currency) },
    {
      id: "change",
      header: "Change",
      align: "right",
      cell: ({ now, draft }) => changeOf(now.netMinor, draft.netMinor),
    },
  ];
  return (
    <DataTable
      caption={title}
      columns={columns}
      rows={groups}
      keyOf={({ key }) => key}
      empty={<Empty title="None" />}
    />
  );
}

interface ChangesProps {
  readonly title: string;
  readonly nobody: string;
  readonly changes: readonly WhatIfChange[];
  readonly currency: string;
}

function Changes({ title, nobody, changes, currency }: ChangesProps) {
  const columns: readonly Column<WhatIfChange>[] = [
    {
      id: "reference",
      header: title,
      cell: ({ id, reference, isImported }) =>
        isImported ? (
          reference
        ) : (
          <Link href={`/admin/sessions/${id}`} prefetch={false} className="font-medium hover:underline">
            {reference}
          </Link>
        ),
    },
    { id: "location", header: "Location", cell: ({ location }) => location ?? "–" },
    { id: "now", header: "Paid", align: "right", cell: ({ nowMinor }) => amount(nowMinor, currency) },
    { id: "draft", header: "Draft", align: "right", cell: ({ draftMinor }) => amount(draftMinor, currency) },
    {
      id: "change",
      header: "Change",
      align: "right",
      cell: ({ nowMinor, draftMinor }) =>
        `${draftMinor > nowMinor ? "+" : ""}${amount(draftMinor - nowMinor, currency)}`,
    },
  ];
  return (
    <DataTable
      caption={title}
      columns={columns}
      rows={changes}
      keyOf={({ id }) => id}
      empty={<Empty title={nobody} />}
    />
  );
}
