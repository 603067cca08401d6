"use client";

import { useState } from "react";
import { ActForm } from "@/components/admin/act-form";
import type { AdminAction } from "@/components/admin/action.model";
import { Select } from "@/components/ui/select";

interface Place {
  readonly id: string;
  readonly name: string;
  readonly city: string;
  readonly evses: readonly { readonly id: string; readonly label: string; readonly evseId: string }[];
}

interface PlacesFormProps {
  readonly action: AdminAction;
  readonly terminalId: string;
  readonly places: readonly Place[];
  readonly locationId: string | null;
  /** Empty with a location: the whole of it. */
  readonly evseIds: readonly string[];
}

/** Where a terminal serves: one location, as a whole or some of its charging points (LAW-7). */
export function PlacesForm({ action, terminalId, places, locationId, evseIds }: PlacesFormProps) {
  const [chosen, setChosen] = useState(locationId ?? "");
  const [whole, setWhole] = useState(locationId !== null && evseIds.length === 0);
  const place = places.find(({ id }) => id === chosen);
  return (
    <ActForm action={action} values={{ id: terminalId }} submit="Save where it serves">
      <Select
        name="location"
        label="Location"
        help="One terminal serves charging points of one location only."
        value={chosen}
        onChange={(event) => setChosen(event.target.value)}
        options={[["", "Nowhere"], ...places.map(({ id, name, city }) => [id, `${name}, ${city}`] as const)]}
      />
      {place ? (
        <fieldset className="flex flex-col">
          <legend className="mb-1 text-sm font-medium">Charging points</legend>
          <label className="flex min-h-8 items-center gap-2.5 py-1 text-sm">
            <input
              type="checkbox"
              name="whole"
              value="yes"
              checked={whole}
              onChange={(event) => setWhole(event.target.checked)}
              className="size-4 accent-accent"
            />
            The whole location, also points that are added later
          </label>
          {whole
            ? null
            : place.evses.map((evse) => (
                <label key={evse.id} className="flex min-h-8 items-center gap-2.5 py-1 text-sm">
                  <input
                    type="checkbox"
                    name={`evse_${evse.id}`}
                    value="yes"
                    defaultChecked={evseIds.includes(evse.id)}
                    className="size-4 accent-accent"
                  />
                  {evse.label} <span className="tabular text-muted">{evse.evseId}</span>
                </label>
              ))}
        </fieldset>
      ) : null}
    </ActForm>
  );
}
