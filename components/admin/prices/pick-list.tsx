"use client";

import { useState } from "react";

interface PickListProps {
  /** Name of the field that carries the chosen ids, comma-separated. */
  readonly name: string;
  readonly label: string;
  readonly options: readonly (readonly [id: string, word: string])[];
  readonly chosen: readonly string[];
}

/** Several of a list, as one field of a form. */
export function PickList({ name, label, options, chosen }: PickListProps) {
  const [picked, setPicked] = useState<readonly string[]>(chosen);
  const toggle = (id: string) =>
    setPicked(picked.includes(id) ? picked.filter((other) => other !== id) : [...picked, id]);
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">{label}</legend>
      <input type="hidden" name={name} value={picked.join(",")} />
      <ul className="max-h-72 overflow-y-auto rounded-lg border border-line">
        {options.map(([id, word]) => (
          <li key={id} className="border-b border-line last:border-0">
            <label className="flex min-h-10 items-center gap-3 px-3 py-1.5 text-sm">
              <input
                type="checkbox"
                className="size-4 accent-[var(--accent)]"
                checked={picked.includes(id)}
                onChange={() => toggle(id)}
              />
              {word}
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
