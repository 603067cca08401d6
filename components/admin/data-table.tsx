import Link from "next/link";
import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";

export interface Column<T> {
  /** Stable, also the column's name in exports (ADM-3). */
  readonly id: string;
  readonly header: string;
  /** Numbers and amounts stand right, so that their digits line up. */
  readonly align?: "left" | "right";
  /** Left out on narrow screens. */
  readonly wideOnly?: boolean;
  readonly cell: (row: T) => ReactNode;
}

interface DataTableProps<T> {
  readonly caption: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  /** The detail page of a row; the whole row leads there. */
  readonly hrefOf?: (row: T) => string | null;
  /** The column whose cell is the link; the first unless something to choose stands before it. */
  readonly linkColumn?: number;
  readonly empty: ReactNode;
  readonly footer?: ReactNode;
}

/** A dense list: sticky header, one click to the detail. Rendered on the server, so it costs the browser nothing. */
export function DataTable<T>({
  caption,
  columns,
  rows,
  keyOf,
  hrefOf,
  linkColumn = 0,
  empty,
  footer,
}: DataTableProps<T>) {
  if (rows.length === 0) return <div className="rounded-lg border border-line bg-surface">{empty}</div>;
  return (
    <div className="rounded-lg border border-line bg-surface max-lg:overflow-x-auto lg:overflow-clip">
      <table className="w-full border-separate border-spacing-0 text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                className={classNames(
                  "h-9 border-b border-line bg-surface px-3 text-left text-[13px] font-medium whitespace-nowrap text-muted",
                  "first:pl-4 last:pr-4 lg:sticky lg:top-[var(--bar)] lg:z-10",
                  column.align === "right" && "text-right",
                  column.wideOnly && "max-2xl:hidden",
                )}
              >
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const href = hrefOf?.(row) ?? null;
            return (
              <tr key={keyOf(row)} className={classNames("group relative", href && "hover:bg-sunken")}>
                {columns.map((column, index) => (
                  <td
                    key={column.id}
                    className={classNames(
                      "h-[var(--row)] border-b border-line px-3 whitespace-nowrap group-last:border-0 first:pl-4 last:pr-4",
                      column.align === "right" && "text-right",
                      column.wideOnly && "max-2xl:hidden",
                    )}
                  >
                    {index === linkColumn && href ? (
                      <Link
                        href={href}
                        prefetch={false}
                        className="font-medium after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:outline-focus"
                      >
                        {column.cell(row)}
                      </Link>
                    ) : (
                      column.cell(row)
                    )}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      {footer}
    </div>
  );
}
