import { Inbox, Lock, type LucideIcon } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";
import { Icon } from "@/components/ui/icon";

interface PageHeadProps {
  readonly title: ReactNode;
  readonly badge?: ReactNode;
  readonly detail?: ReactNode;
  readonly back?: { readonly href: string; readonly label: string };
  readonly actions?: ReactNode;
}

/** Title of a page with what can be done on it. */
export function PageHead({ title, badge, detail, back, actions }: PageHeadProps) {
  return (
    <header className="mb-4 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        {back ? (
          <Link href={back.href} className="text-[13px] text-muted hover:text-ink hover:underline">
            {back.label}
          </Link>
        ) : null}
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="text-xl font-semibold tracking-tight text-balance">{title}</h1>
          {badge}
        </div>
        {detail ? <p className="mt-0.5 text-sm text-muted">{detail}</p> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </header>
  );
}

export interface Fact {
  readonly label: string;
  readonly value: ReactNode;
  readonly strong?: boolean;
}

/** The facts that matter, at the head of a detail page. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="mb-4 grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line sm:grid-cols-3 xl:grid-cols-6">
      {facts.map((fact) => (
        <div key={fact.label} className="bg-surface px-4 py-3">
          <dt className="text-[13px] text-muted">{fact.label}</dt>
          <dd
            className={classNames(
              "tabular mt-0.5 break-words",
              fact.strong ? "text-lg font-semibold" : "text-sm",
            )}
          >
            {fact.value}
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface PairsProps {
  readonly pairs: readonly (readonly [string, ReactNode])[];
}

/** Names and values under each other, for what is looked up now and then. */
export function Pairs({ pairs }: PairsProps) {
  return (
    <dl className="grid grid-cols-[minmax(7rem,auto)_1fr] gap-x-6 gap-y-2 text-sm">
      {pairs.map(([label, value]) => (
        <div key={label} className="contents">
          <dt className="text-muted">{label}</dt>
          <dd className="tabular min-w-0 text-right break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

interface StateProps {
  readonly icon?: LucideIcon;
  readonly title: string;
  readonly children?: ReactNode;
}

/** What a list says when there is nothing to list. */
export function Empty({ icon = Inbox, title, children }: StateProps) {
  return (
    <div className="flex flex-col items-center gap-2 px-6 py-14 text-center">
      <Icon icon={icon} size={24} className="text-muted" />
      <p className="text-sm font-medium">{title}</p>
      {children ? <div className="max-w-md text-sm text-muted">{children}</div> : null}
    </div>
  );
}

/** The page of somebody who is signed in and may not see this (ADM-33). */
export function NoPermission({ role }: { readonly role: string }) {
  return (
    <div className="rounded-lg border border-line bg-surface">
      <Empty icon={Lock} title="Your role does not include this page">
        You are signed in as {role.replace("_", " ").toLowerCase()}. An owner or admin of your company can
        change roles under Settings, Users.
      </Empty>
    </div>
  );
}

/** Grey lines in the shape of a list, while it is read. */
export function Skeleton({ rows = 12 }: { readonly rows?: number }) {
  return (
    <div role="status" aria-label="Loading" className="rounded-lg border border-line bg-surface">
      {Array.from({ length: rows }, (_, row) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike
          key={row}
          className="flex h-10 items-center gap-6 border-b border-line px-4 last:border-0"
        >
          <span className="h-3 w-24 rounded bg-sunken" />
          <span className="h-3 w-40 rounded bg-sunken" />
          <span className="ml-auto h-3 w-16 rounded bg-sunken" />
        </div>
      ))}
    </div>
  );
}

interface PlaceNameProps {
  readonly label: string;
  readonly place?: string;
}

/** A charger or station with its place, cut where the column ends; the pointer shows all of it. */
export function PlaceName({ label, place }: PlaceNameProps) {
  return (
    <span
      className="block max-w-44 truncate normal-nums 2xl:max-w-80"
      title={place ? `${label}, ${place}` : label}
    >
      {label} {place ? <span className="text-muted">{place}</span> : null}
    </span>
  );
}
