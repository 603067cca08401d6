import { CircleAlert, CircleCheck } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { AutoRefresh } from "@/components/admin/auto-refresh";
import { HourBars } from "@/components/admin/bars";
import { ago, amount, clock, count, duration, share, zoneName } from "@/components/admin/format";
import { PageHead } from "@/components/admin/page-parts";
import { Time } from "@/components/admin/time";
import { words } from "@/components/admin/words";
import { Card } from "@/components/ui/card";
import { classNames } from "@/components/ui/class-names";
import { Icon } from "@/components/ui/icon";
import type { TodayFigures } from "@/lib/billing/admin.model";
import { readToday } from "@/lib/billing/admin-today.queries";
import { listStations, type StationListRow } from "@/lib/locations/admin.queries";
import { isOnline } from "@/lib/locations/location.rules";
import { countUnsellable } from "@/lib/pricing/billing-rules.queries";
import { may } from "@/lib/tenants/access.rules";
import { listAudit } from "@/lib/tenants/tenants.queries";
import { adminPage } from "../_guard/admin-page";

/** The four questions of every morning (ADM-26). */
export default adminPage("today.read", async (admin) => {
  const { context, scope, now, zone, principal } = admin;
  const [figures, stations, unsold, changes] = await Promise.all([
    readToday(context, scope, now),
    listStations(context, scope, null),
    countUnsellable(context, scope),
    may(principal.role, "audit.read")
      ? listAudit(context, principal.clientId, { before: null, objectType: null, objectId: null })
      : null,
  ]);
  return (
    <>
      <AutoRefresh everyS={15} />
      <PageHead title="Today" detail={`The last 24 hours, at ${clock(now, zone)} ${zoneName(now, zone)}`} />
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-2">
        <Paying pay={figures.pay} hours={figures.hours} zone={zone} />
        <div className="flex min-w-0 flex-col gap-4">
          <Chargers stations={stations} unsold={unsold} now={now} />
          <Money money={figures.money} now={now} />
          {changes ? (
            <Card title="What changed?" aside={<More href="/admin/settings/audit">Audit log</More>} flush>
              <ul className="divide-y divide-line text-sm">
                {changes.rows.slice(0, 6).map((entry) => (
                  <li key={String(entry.id)} className="flex gap-3 px-4 py-2">
                    <span className="tabular w-28 shrink-0 text-muted">
                      <Time at={entry.at} zone={zone} />
                    </span>
                    <span className="min-w-0 truncate">
                      {words(entry.action)} <span className="text-muted">by {entry.actorName}</span>
                    </span>
                  </li>
                ))}
              </ul>
            </Card>
          ) : null}
        </div>
      </div>
    </>
  );
});

function More({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  return (
    <Link
      href={href}
      className="text-[13px] text-muted underline decoration-line underline-offset-2 hover:text-ink"
    >
      {children}
    </Link>
  );
}

interface PayingProps {
  readonly pay: TodayFigures["pay"];
  readonly hours: TodayFigures["hours"];
  readonly zone: string;
}

function Paying({ pay, hours, zone }: PayingProps) {
  const steps = [
    ["Opened checkout", pay.opened],
    ["Paid", pay.paid],
    ["Charging began", pay.started],
    ["Finished", pay.finished],
  ] as const;
  return (
    <Card title="Can people pay?" aside={<More href="/admin/sessions?since=1d">Sessions</More>}>
      <ol className="flex flex-col gap-2.5">
        {steps.map(([label, value]) => (
          <li key={label} className="grid grid-cols-[8.5rem_1fr_6.5rem] items-center gap-3 text-sm">
            <span>{label}</span>
            <svg className="h-3 w-full" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
              <rect width="100" height="8" className="fill-sunken" />
              <rect
                width={pay.opened === 0 ? 0 : (value / pay.opened) * 100}
                height="8"
                className="fill-charge"
              />
            </svg>
            <span className="tabular text-right">
              <strong className="font-semibold">{count(value)}</strong>{" "}
              <span className="inline-block w-12 text-muted">{share(value, pay.opened)}</span>
            </span>
          </li>
        ))}
      </ol>
      <h3 className="mt-6 mb-2 text-[13px] font-medium text-muted">
        Sessions per hour: <span className="text-accent-text">started</span> and{" "}
        <span className="text-amber">paid but not started</span>
      </h3>
      <HourBars hours={hours} zone={zone} />
      <h3 className="mt-6 mb-2 text-[13px] font-medium text-muted">Why it did not begin</h3>
      {pay.reasons.length === 0 ? (
        <p className="text-sm text-muted">Every paid session began.</p>
      ) : (
        <ul className="text-sm">
          {pay.reasons.map((row) => (
            <li key={row.reason} className="flex justify-between border-t border-line py-1.5">
              {words(row.reason)} <span className="tabular">{count(row.count)}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

interface ChargersProps {
  readonly stations: readonly StationListRow[];
  /** Chargers without a certain price. */
  readonly unsold: number;
  readonly now: Date;
}

function Chargers({ stations, unsold, now }: ChargersProps) {
  const active = stations.filter((station) => station.state === "ACTIVE");
  const offline = active.filter((station) => !isOnline(station, now));
  const evses = active.flatMap((station) => station.evses);
  const faulted = evses.filter((evse) => evse.status === "FAULTED").length;
  const charging = evses.filter((evse) => evse.status === "CHARGING").length;
  return (
    <Card title="Are chargers alive?" aside={<More href="/admin/stations">Stations</More>}>
      <dl className="grid grid-cols-3 gap-4">
        <Figure
          label="Stations online"
          value={`${count(active.length - offline.length)} of ${count(active.length)}`}
        />
        <Figure label="Charging now" value={count(charging)} />
        <Figure label="Faulted" value={count(faulted)} bad={faulted > 0} />
      </dl>
      {unsold > 0 ? (
        <p className="mt-4 text-sm">
          <Link
            href="/admin/prices/side-by-side?show=unsold"
            className="flex items-center gap-2 text-red hover:underline"
          >
            <Icon icon={CircleAlert} size={14} />
            {count(unsold)} {unsold === 1 ? "charger has" : "chargers have"} no certain price and can not be
            sold at
          </Link>
        </p>
      ) : null}
      {offline.length > 0 ? (
        <ul className="mt-4 text-sm">
          {offline.slice(0, 4).map((station) => (
            <li key={station.id} className="flex justify-between gap-4 border-t border-line py-1.5">
              <Link href={`/admin/stations/${station.id}`} className="truncate hover:underline">
                {station.name} <span className="text-muted">{station.location.name}</span>
              </Link>
              <span className="whitespace-nowrap text-red">
                {station.lastSeenAt ? `last message ${ago(station.lastSeenAt, now)}` : "never connected"}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
    </Card>
  );
}

function Money({ money, now }: { readonly money: TodayFigures["money"]; readonly now: Date }) {
  const sums = (rows: readonly { readonly currency: string; readonly minor: number }[]) =>
    rows.length === 0 ? "–" : rows.map((row) => amount(row.minor, row.currency)).join(" · ");
  const checks = [
    ["/admin/exceptions", "open exceptions", money.openExceptions],
    ["/admin/payments?view=held", "holds open more than 15 minutes after the session", money.lateHolds],
    ["/admin/payments?view=trouble", "captures that failed or lost their hold", money.failedCaptures],
    ["/admin/cdrs", "charges that differ from the bill", money.mismatches],
  ] as const;
  return (
    <Card title="Is money right?" aside={<More href="/admin/payments">Payments</More>}>
      <dl className="grid grid-cols-2 gap-4">
        <Figure label="Captured" value={sums(money.capturedByCurrency)} />
        <Figure label="Held now" value={sums(money.heldByCurrency)} />
      </dl>
      <ul className="mt-4 text-sm">
        {checks.map(([href, label, value]) => (
          <li key={label} className="border-t border-line py-1.5">
            <Link
              href={href}
              className={classNames("flex items-center gap-2 hover:underline", value > 0 && "text-red")}
            >
              <Icon
                icon={value > 0 ? CircleAlert : CircleCheck}
                size={14}
                className={value > 0 ? "" : "text-accent-text"}
              />
              <span className="tabular">{value === 0 ? "No" : count(value)}</span> {label}
            </Link>
          </li>
        ))}
      </ul>
      {money.oldestExceptionAt ? (
        <p className="mt-2 text-[13px] text-muted">
          The oldest exception waits for {duration(money.oldestExceptionAt, now)}.
        </p>
      ) : null}
    </Card>
  );
}

function Figure({
  label,
  value,
  bad,
}: {
  readonly label: string;
  readonly value: string;
  readonly bad?: boolean;
}) {
  return (
    <div>
      <dt className="text-[13px] text-muted">{label}</dt>
      <dd className={classNames("tabular text-xl font-semibold tracking-tight", bad && "text-red")}>
        {value}
      </dd>
    </div>
  );
}
