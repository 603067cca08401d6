"use client";

import { useState } from "react";
import { ActDialog } from "../act-dialog";
import type { AdminAction } from "../action.model";
import { count } from "../format";

export interface AssignRow {
  readonly id: string;
  readonly label: string;
  readonly place: string;
  readonly power: string;
  /** Code of the price that it has now. */
  readonly current: string | null;
  readonly uses: boolean;
  /** Why the law forbids this price here. */
  readonly refusal: string | null;
}

interface AssignChargersProps {
  readonly action: AdminAction;
  readonly tariffId: string;
  readonly code: string;
  readonly rows: readonly AssignRow[];
  readonly mayWrite: boolean;
}

/** Which chargers sell at this price; says before the act what will happen and to how many. */
export function AssignChargers({ action, tariffId, code, rows, mayWrite }: AssignChargersProps) {
  const [picked, setPicked] = useState<readonly string[]>([]);
  const chosen = rows.filter(({ id, uses }) => picked.includes(id) && !uses);
  const without = chosen.filter(({ current }) => current === null).length;
  const toggle = (id: string) =>
    setPicked(picked.includes(id) ? picked.filter((other) => other !== id) : [...picked, id]);
  return (
    <>
      <ul className="divide-y divide-line text-sm">
        {rows.map((row) => (
          <li key={row.id}>
            <label className="grid min-h-11 grid-cols-[1.25rem_minmax(0,1fr)] items-center gap-x-3 gap-y-1 px-4 py-2 sm:grid-cols-[1.25rem_minmax(0,2fr)_6rem_minmax(0,3fr)]">
              <input
                type="checkbox"
                className="size-4 accent-[var(--accent)]"
                checked={row.uses || picked.includes(row.id)}
                disabled={!mayWrite || row.uses || row.refusal !== null}
                onChange={() => toggle(row.id)}
              />
              <span className="min-w-0">
                <span className="font-medium">{row.label}</span>{" "}
                <span className="text-muted">{row.place}</span>
              </span>
              <span className="tabular text-muted max-sm:col-start-2">{row.power}</span>
              <span className="max-sm:col-start-2">{standing(row)}</span>
            </label>
          </li>
        ))}
      </ul>
      {mayWrite ? (
        <div className="flex flex-wrap items-center gap-3 border-t border-line p-4">
          <ActDialog
            label={
              chosen.length === 0 ? "Choose chargers above" : `Give this price to ${count(chosen.length)}`
            }
            tone="primary"
            title={`Sell at ${code}`}
            consequence={`${count(chosen.length)} ${chosen.length === 1 ? "charger sells" : "chargers sell"} at ${code} at once: ${chosen
              .slice(0, 8)
              .map(({ label, current }) => `${label} (${current ?? "no price"})`)
              .join(", ")}${chosen.length > 8 ? " …" : ""}. ${
              without > 0 ? `${count(without)} had no price and can be sold at from now on. ` : ""
            }Running sessions keep their price.`}
            confirm="Give the price"
            action={action}
            values={{ tariffId, evseIds: chosen.map(({ id }) => id).join(",") }}
            disabled={chosen.length === 0}
          />
        </div>
      ) : null}
    </>
  );
}

function standing(row: AssignRow) {
  if (row.uses && row.refusal === null) return <span className="text-accent-text">Sells at this price</span>;
  if (row.refusal !== null) return <span className="text-red">{row.refusal}</span>;
  return <span className="text-muted">{row.current ? `Now ${row.current}` : "No price yet"}</span>;
}
