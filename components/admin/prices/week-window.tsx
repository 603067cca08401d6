"use client";

import { useState } from "react";
import { classNames } from "@/components/ui/class-names";
import { FieldFrame, INPUT_CLASS } from "@/components/ui/field";
import { DAYS_OF_WEEK } from "@/lib/pricing/tariff.model";
import { humanise } from "../format";

interface WeekWindowProps {
  readonly number: number;
  /** Names of days, comma-separated. */
  readonly days: string;
  readonly from: string;
  readonly to: string;
  readonly faults: Readonly<Record<string, string>>;
  readonly changed: () => void;
}

/** Weekdays and hours in which a rule holds. */
export function WeekWindow({ number, days, from, to, faults, changed }: WeekWindowProps) {
  const [chosen, setChosen] = useState<readonly string[]>(
    days === "" ? DAYS_OF_WEEK.slice(0, 5) : days.split(","),
  );
  const toggle = (day: string) => {
    setChosen(chosen.includes(day) ? chosen.filter((other) => other !== day) : [...chosen, day]);
    changed();
  };
  return (
    <div className="flex flex-col gap-3 border-l-2 border-line pl-3">
      <input type="hidden" name={`windowDays${number}`} value={chosen.join(",")} />
      <fieldset>
        <legend className="mb-1 text-sm font-medium">Days</legend>
        <div className="flex flex-wrap gap-1">
          {DAYS_OF_WEEK.map((day) => (
            <button
              key={day}
              type="button"
              aria-pressed={chosen.includes(day)}
              aria-label={humanise(day)}
              onClick={() => toggle(day)}
              className={classNames(
                "min-h-9 min-w-11 rounded-lg border px-2 text-[13px] font-medium",
                chosen.includes(day) ? "border-ink bg-ink text-paper" : "border-line hover:bg-sunken",
              )}
            >
              {humanise(day).slice(0, 2)}
            </button>
          ))}
        </div>
        {faults[`windowDays${number}`] ? (
          <p className="mt-1 text-[13px] font-medium text-red">{faults[`windowDays${number}`]}</p>
        ) : null}
      </fieldset>
      <div className="grid grid-cols-2 gap-3">
        {(["From", "To"] as const).map((end) => (
          <FieldFrame
            key={end}
            label={end === "From" ? "From" : "until"}
            error={faults[`window${end}${number}`]}
          >
            {(ids) => (
              <input
                {...ids}
                type="time"
                name={`window${end}${number}`}
                defaultValue={(end === "From" ? from : to) || "00:00"}
                className={`${INPUT_CLASS} tabular`}
              />
            )}
          </FieldFrame>
        ))}
      </div>
    </div>
  );
}
