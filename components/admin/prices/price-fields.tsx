"use client";

import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { FieldFrame, INPUT_CLASS } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { BANDS_MAX, type DaySet, type TariffForm } from "@/lib/pricing/tariff-form.model";

export interface Shown {
  readonly form: TariffForm;
  readonly faults: Readonly<Record<string, string>>;
  readonly currency: string;
}

const DAYS: Readonly<Record<DaySet, string>> = {
  "": "Every day",
  "MON-FRI": "Monday to Friday",
  "SAT-SUN": "Saturday and Sunday",
  SATURDAY: "Saturday",
  SUNDAY: "Sunday",
};

interface PriceInputProps extends Shown {
  readonly name: string;
  readonly label: string;
  readonly help?: string;
  readonly unit?: string;
}

function PriceInput({ name, label, help, unit, form, faults }: PriceInputProps) {
  return (
    <FieldFrame label={label} help={help} error={faults[name]}>
      {(ids) => (
        <span className="flex items-center gap-2">
          <input
            {...ids}
            name={name}
            defaultValue={form[name] ?? ""}
            inputMode="decimal"
            autoComplete="off"
            maxLength={24}
            className={`${INPUT_CLASS} tabular max-w-36`}
          />
          {unit ? <span className="text-[13px] whitespace-nowrap text-muted">{unit}</span> : null}
        </span>
      )}
    </FieldFrame>
  );
}

function DayChoice({ name, form, faults }: Omit<PriceInputProps, "label">) {
  return (
    <Select
      name={name}
      label="Days"
      error={faults[name]}
      defaultValue={form[name] ?? ""}
      options={Object.entries(DAYS)}
    />
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <fieldset className="flex flex-col gap-4 border-t border-line pt-4">
      <legend className="float-left mb-1 w-full text-sm font-semibold">{title}</legend>
      {children}
    </fieldset>
  );
}

/** The simple form: what nearly every ad-hoc price is made of, with the article where one binds. */
export function PriceFields({ kind, ...shown }: Shown & { readonly kind: "RETAIL" | "WHOLESALE" }) {
  const { currency, form } = shown;
  return (
    <>
      <Part title="Price">
        <PriceInput
          {...shown}
          name="perKwh"
          label="Energy"
          unit={`${currency} per kWh`}
          help="From 50 kW this is the only price besides the occupancy fee: AFIR Art. 5(4)."
        />
        <PriceInput
          {...shown}
          name="perMinute"
          label="Charging time"
          unit={`${currency} per minute`}
          help="Below 50 kW only: AFIR Art. 5(4). At calibrated meters only with an approval for time: MessEG § 33."
        />
        <PriceInput
          {...shown}
          name="startFee"
          label="Start fee"
          unit={`${currency} per session`}
          help="Below 50 kW only: AFIR Art. 5(4)."
        />
        <Select
          name="taxIncluded"
          label="These prices are"
          help="Drivers always see prices with VAT: PAngV § 14; Directive 98/6/EC Art. 3."
          defaultValue={form.taxIncluded ?? "YES"}
          options={[
            ["YES", "with VAT"],
            ["NO", "without VAT"],
          ]}
        />
        <PriceInput {...shown} name="vatPercent" label="VAT" unit="%" />
      </Part>
      <Bands {...shown} />
      <Part title="Occupancy fee">
        <PriceInput
          {...shown}
          name="idlePerMinute"
          label="Occupying after charging"
          unit={`${currency} per minute`}
          help="Empty: no fee. The one fee besides energy that AFIR Art. 5(4) allows from 50 kW. Idle minutes come from the charger's status; where it reports none they are found from readings, as exactly as these follow each other (Settings: readings every …), and the driver is told."
        />
        <PriceInput
          {...shown}
          name="idleGrace"
          label="Free at first"
          unit="minutes"
          help="At least five, so that a driver can come back: AFIR Art. 5(4)."
        />
        <PriceInput
          {...shown}
          name="idleCap"
          label="Never more than"
          unit={currency}
          help="Required with the fee, and not above the smallest hold: AFIR Art. 5(4)."
        />
        <div className="grid grid-cols-2 gap-3 sm:grid-cols-3">
          <PriceInput {...shown} name="idleFrom" label="Only from" />
          <PriceInput {...shown} name="idleTo" label="until" />
          <DayChoice {...shown} name="idleDays" />
        </div>
      </Part>
      <Part title="Limits of a session">
        <PriceInput
          {...shown}
          name="minPrice"
          label="At least"
          unit={currency}
          help="Below 50 kW only: AFIR Art. 5(4). On the same side of VAT as the prices."
        />
        <PriceInput {...shown} name="maxPrice" label="At most" unit={currency} />
      </Part>
      {kind === "WHOLESALE" ? <TerminalPart {...shown} /> : null}
    </>
  );
}

const TEXTS = [
  ["textEn", "Text in English"],
  ["textNl", "Text in Dutch"],
  ["textDe", "Text in German"],
  ["textFr", "Text in French"],
] as const;

/** What terminals are told beside the prices. */
function TerminalPart(shown: Shown) {
  return (
    <Part title="For payment terminals">
      <PriceInput
        {...shown}
        name="preauthorize"
        label="Hold to take"
        unit={shown.currency}
        help="OCPI 2.3.0 only. Empty: the terminal decides. The car is stopped before the hold is used up."
      />
      {TEXTS.map(([name, label]) => (
        <FieldFrame key={name} label={label} error={shown.faults[name]}>
          {(ids) => (
            <input
              {...ids}
              name={name}
              defaultValue={shown.form[name] ?? ""}
              autoComplete="off"
              maxLength={200}
              className={INPUT_CLASS}
            />
          )}
        </FieldFrame>
      ))}
      <p className="text-[13px] text-muted">
        Texts stand beside the prices on a partner’s screen and must not repeat them.
      </p>
    </Part>
  );
}

function Bands(shown: Shown) {
  const there = Array.from({ length: BANDS_MAX }, (_, i) => i).filter((i) => shown.form[`bandFrom${i}`]);
  const [bands, setBands] = useState(there.length);
  return (
    <Part title="Other prices by time of day">
      <p className="text-[13px] text-muted">
        On the wall clock of the location. Where two overlap, the upper one counts. At calibrated meters at
        quarter hours only: MessEG § 33.
      </p>
      {Array.from({ length: bands }, (_, i) => (
        <Band key={`band${String(i)}`} shown={shown} number={i} />
      ))}
      {bands < BANDS_MAX ? (
        <p>
          <Button size="small" onClick={() => setBands(bands + 1)}>
            Add hours
          </Button>
        </p>
      ) : null}
    </Part>
  );
}

/** One other price; bands are named by their number. */
function Band({ shown, number }: { readonly shown: Shown; readonly number: number }) {
  return (
    <div className="grid grid-cols-2 items-start gap-3 border-l-2 border-line pl-3 sm:grid-cols-3">
      <PriceInput {...shown} name={`bandFrom${number}`} label="From" />
      <PriceInput {...shown} name={`bandTo${number}`} label="until" />
      <DayChoice {...shown} name={`bandDays${number}`} />
      <PriceInput {...shown} name={`bandPerKwh${number}`} label="per kWh" />
      <PriceInput {...shown} name={`bandPerMinute${number}`} label="per minute" />
    </div>
  );
}
