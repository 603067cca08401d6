import { ChevronRight, Download, Search, X } from "lucide-react";
import Link from "next/link";
import { buttonClass } from "@/components/ui/button";
import { classNames } from "@/components/ui/class-names";
import { Icon } from "@/components/ui/icon";
import { count } from "./format";

/** The query of a list page: every filter stands in the address, so that a reload or a shared link keeps it (ADM-1). */
export type Query = Readonly<Record<string, string | null | undefined>>;

/** The address of the page with some filters changed. The cursor always starts anew unless it is given. */
export function hrefWith(path: string, query: Query, change: Query): string {
  const merged = { ...query, after: null, ...change };
  const pairs = Object.entries(merged).flatMap(([key, value]) => (value ? [[key, value]] : []));
  const text = new URLSearchParams(pairs).toString();
  return text ? `${path}?${text}` : path;
}

export interface Chip {
  readonly value: string | null;
  readonly label: string;
  readonly count?: number;
  /** Draws the eye when there is something in it. */
  readonly urgent?: boolean;
}

interface ChipsProps {
  readonly label: string;
  readonly name: string;
  readonly path: string;
  readonly query: Query;
  readonly chips: readonly Chip[];
}

/** One filter as a row of links. */
export function Chips({ label, name, path, query, chips }: ChipsProps) {
  const current = query[name] ?? null;
  return (
    <nav aria-label={label} className="flex flex-wrap gap-1">
      {chips.map((chip) => {
        const active = chip.value === current;
        const warns = chip.urgent && (chip.count ?? 0) > 0;
        return (
          <Link
            key={chip.label}
            href={hrefWith(path, query, { [name]: chip.value })}
            aria-current={active ? "true" : undefined}
            prefetch={false}
            className={classNames(
              "inline-flex min-h-8 items-center gap-1.5 rounded-lg border px-2.5 text-[13px] font-medium whitespace-nowrap",
              active ? "border-ink bg-ink text-paper" : "border-line bg-surface text-ink hover:bg-sunken",
            )}
          >
            {chip.label}
            {chip.count === undefined ? null : (
              <span
                className={classNames("tabular font-normal", active ? "" : warns ? "text-red" : "text-muted")}
              >
                {count(chip.count)}
              </span>
            )}
          </Link>
        );
      })}
    </nav>
  );
}

interface SearchBoxProps {
  readonly label: string;
  readonly path: string;
  readonly query: Query;
}

/** The text filter of a list; an ordinary form, so that it works before any script. */
export function SearchBox({ label, path, query }: SearchBoxProps) {
  const kept = Object.entries(query).filter(([key, value]) => value && key !== "q" && key !== "after");
  return (
    <search>
      <form action={path} className="relative flex items-center">
        {kept.map(([key, value]) => (
          <input key={key} type="hidden" name={key} value={value ?? ""} />
        ))}
        <Icon icon={Search} size={14} className="pointer-events-none absolute left-2.5 text-muted" />
        <input
          type="search"
          name="q"
          defaultValue={query.q ?? ""}
          placeholder={label}
          aria-label={label}
          maxLength={80}
          className="h-8 w-64 rounded-lg border border-line bg-surface pr-7 pl-8 text-[13px] placeholder:text-muted [&::-webkit-search-cancel-button]:hidden"
        />
        {query.q ? (
          <Link
            href={hrefWith(path, query, { q: null })}
            aria-label="Clear the search"
            className="absolute right-1 grid size-6 place-items-center rounded text-muted hover:text-ink"
          >
            <Icon icon={X} size={14} />
          </Link>
        ) : null}
      </form>
    </search>
  );
}

export const PERIODS: readonly Chip[] = [
  { value: null, label: "All time" },
  { value: "1d", label: "24 hours" },
  { value: "7d", label: "7 days" },
  { value: "30d", label: "30 days" },
];

/** The instant since which a period chip counts; null for all time and for anything unknown. */
export function sinceOf(period: string | null | undefined, now: Date): Date | null {
  const days = { "1d": 1, "7d": 7, "30d": 30 }[period ?? ""];
  return days === undefined ? null : new Date(now.getTime() - days * 86_400_000);
}

interface PagerProps {
  readonly path: string;
  readonly query: Query;
  readonly next: string | null;
}

/** To the older rows and back to the newest. */
export function Pager({ path, query, next }: PagerProps) {
  if (!next && !query.after) return null;
  return (
    <nav aria-label="Pages" className="flex justify-end gap-2 border-t border-line p-2">
      {query.after ? (
        <Link className={buttonClass("quiet", "small")} href={hrefWith(path, query, {})}>
          Newest
        </Link>
      ) : null}
      {next ? (
        <Link className={buttonClass("secondary", "small")} href={hrefWith(path, query, { after: next })}>
          Older <Icon icon={ChevronRight} size={14} />
        </Link>
      ) : null}
    </nav>
  );
}

/** Downloads what the filter shows. */
export function ExportLink({ list, query }: { readonly list: string; readonly query: Query }) {
  return (
    <a
      className={buttonClass("secondary", "small")}
      href={hrefWith(`/admin/export/${list}`, query, {})}
      download
    >
      <Icon icon={Download} size={14} /> Export CSV
    </a>
  );
}
