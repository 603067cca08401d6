"use client";

import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { FieldFrame, INPUT_CLASS } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { CHANNELS } from "@/lib/pricing/billing-rule.model";
import { CHANNEL_WORDS } from "./rule-words";
import { WeekWindow } from "./week-window";

/** How many weekly windows the form offers. */
export const WINDOWS_MAX = 6;

/** What stands in the form, as texts. */
export type RuleValues = Readonly<Record<string, string>>;

type Option = readonly [value: string, word: string];

/** What a rule may be made of. */
export interface RuleChoices {
  readonly operators: readonly Option[];
  readonly groups: readonly Option[];
  readonly chargers: readonly Option[];
  readonly codes: readonly string[];
  /** Retail prices, with their operator. */
  readonly prices: readonly (readonly [value: string, word: string, operator: string])[];
  /** Name of the zone in which the dates are typed. */
  readonly zone: string;
}

interface RuleFieldsProps {
  readonly rule: RuleValues;
  readonly choices: RuleChoices;
  readonly faults: Readonly<Record<string, string>>;
  /** Called when something changes that is no input event. */
  readonly changed: () => void;
}

type Shown = Pick<RuleFieldsProps, "rule" | "faults">;

/** All that a billing rule says: where, when, and by which price. */
export function RuleFields({ rule, choices, faults, changed }: RuleFieldsProps) {
  const shown = { rule, faults };
  return (
    <>
      <TextRow
        {...shown}
        name="name"
        label="Name"
        help="For you and your colleagues; it stands in findings."
      />
      <ScopePart {...shown} choices={choices} />
      <TimePart {...shown} zone={choices.zone} changed={changed} />
      <PricePart {...shown} choices={choices} />
      <TextRow {...shown} name="note" label="What changed (stands in the history)" />
    </>
  );
}

function ScopePart({ rule, faults, choices }: Shown & Pick<RuleFieldsProps, "choices">) {
  const shown = { rule, faults };
  const channels = CHANNELS.map((channel): Option => [channel, CHANNEL_WORDS[channel]]);
  return (
    <Part title="Where it holds" help="What is left open is not restricted. All that is chosen must fit.">
      <SelectRow {...shown} name="cpoId" label="Operator" all="All operators" options={choices.operators} />
      <SelectRow
        {...shown}
        name="channel"
        label="Channel"
        all="All channels"
        options={channels}
        help="How the driver buys. OCPI terminals show the wholesale tariff, so they need a factor."
      />
      <FieldFrame
        label="Tariff code"
        help="The key that stations and chargers carry. Empty: every code."
        error={faults.tariffCode}
      >
        {(ids) => (
          <>
            <input
              {...ids}
              name="tariffCode"
              defaultValue={rule.tariffCode ?? ""}
              list="tariff-codes"
              maxLength={36}
              autoComplete="off"
              className={`${INPUT_CLASS} max-w-60`}
            />
            <datalist id="tariff-codes">
              {choices.codes.map((code) => (
                <option key={code} value={code} />
              ))}
            </datalist>
          </>
        )}
      </FieldFrame>
      <SelectRow
        {...shown}
        name="locationGroupId"
        label="Location group"
        all="All locations"
        options={choices.groups}
      />
      <SelectRow {...shown} name="evseId" label="Charger" all="All chargers" options={choices.chargers} />
    </Part>
  );
}

function TimePart({ rule, faults, zone, changed }: Shown & { zone: string; changed: () => void }) {
  const there = Array.from({ length: WINDOWS_MAX }, (_, i) => i).filter((i) => rule[`windowDays${i}`]);
  const [windows, setWindows] = useState(there.length);
  return (
    <Part
      title="When it holds"
      help="The rule in force when a session begins prices all of it, also when its hours end meanwhile."
    >
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
        <DateRow rule={rule} faults={faults} name="validFrom" label="From" help={`Clock of ${zone}.`} />
        <DateRow rule={rule} faults={faults} name="validTo" label="Until" help="Empty: open-ended." />
      </div>
      <p className="text-[13px] text-muted">
        {windows === 0
          ? "It holds at all hours."
          : "It holds only in these hours, on the wall clock of the location."}
      </p>
      {Array.from({ length: windows }, (_, number) => (
        <WeekWindow
          key={`window${String(number)}`}
          number={number}
          days={rule[`windowDays${number}`] ?? ""}
          from={rule[`windowFrom${number}`] ?? ""}
          to={rule[`windowTo${number}`] ?? ""}
          faults={faults}
          changed={changed}
        />
      ))}
      <div className="flex gap-2">
        {windows < WINDOWS_MAX ? (
          <Button
            size="small"
            onClick={() => {
              setWindows(windows + 1);
              changed();
            }}
          >
            Add hours
          </Button>
        ) : null}
        {windows > 0 ? (
          <Button
            size="small"
            tone="quiet"
            onClick={() => {
              setWindows(windows - 1);
              changed();
            }}
          >
            Remove the last hours
          </Button>
        ) : null}
      </div>
    </Part>
  );
}

function PricePart({ rule, faults, choices }: Shown & Pick<RuleFieldsProps, "choices">) {
  const shown = { rule, faults };
  const [kind, setKind] = useState(rule.kind === "FIXED" ? "FIXED" : "WHOLESALE_FACTOR");
  return (
    <Part title="Which price">
      <Select
        name="kind"
        label="Kind"
        help={
          kind === "FIXED"
            ? "One of the operator’s own prices."
            : "Each wholesale price times the factor, before anything is rounded, in the wholesale currency."
        }
        value={kind}
        onChange={(event) => setKind(event.target.value === "FIXED" ? "FIXED" : "WHOLESALE_FACTOR")}
        options={[
          ["WHOLESALE_FACTOR", "Factor of the wholesale tariff"],
          ["FIXED", "Fixed price"],
        ]}
      />
      {kind === "FIXED" ? (
        <SelectRow
          {...shown}
          name="tariffId"
          label="Price"
          all="Choose a price"
          options={choices.prices.map(([value, word, operator]): Option => [value, `${word}, ${operator}`])}
          help="It belongs to one operator; choose the same operator above."
        />
      ) : (
        <TextRow
          {...shown}
          name="factor"
          label="Factor"
          help="1 means the wholesale price itself. Up to six decimals, at most 100."
          className="max-w-36"
        />
      )}
      <FieldFrame
        label="Reason"
        help="Why the price differs from wholesale: needed for a factor other than 1, AFIR Art. 5(3). Kept with your name and the date."
        error={faults.justification}
      >
        {(ids) => (
          <textarea
            {...ids}
            name="justification"
            rows={3}
            maxLength={2000}
            defaultValue={rule.justification ?? ""}
            className={INPUT_CLASS}
          />
        )}
      </FieldFrame>
    </Part>
  );
}

function Part({ title, help, children }: { title: string; help?: string; children: ReactNode }) {
  return (
    <fieldset className="flex flex-col gap-4 border-t border-line pt-4">
      <legend className="float-left mb-1 w-full text-sm font-semibold">{title}</legend>
      {help ? <p className="-mt-3 text-[13px] text-muted">{help}</p> : null}
      {children}
    </fieldset>
  );
}

interface RowProps extends Shown {
  readonly name: string;
  readonly label: string;
  readonly help?: string;
}

function TextRow({ rule, faults, name, label, help, className = "" }: RowProps & { className?: string }) {
  return (
    <FieldFrame label={label} help={help} error={faults[name]}>
      {(ids) => (
        <input
          {...ids}
          name={name}
          defaultValue={rule[name] ?? ""}
          autoComplete="off"
          maxLength={200}
          className={`${INPUT_CLASS} ${className}`}
        />
      )}
    </FieldFrame>
  );
}

function DateRow({ rule, faults, name, label, help }: RowProps) {
  return (
    <FieldFrame label={label} help={help} error={faults[name]}>
      {(ids) => (
        <input
          {...ids}
          type="datetime-local"
          name={name}
          defaultValue={rule[name] ?? ""}
          className={`${INPUT_CLASS} tabular`}
        />
      )}
    </FieldFrame>
  );
}

interface SelectRowProps extends RowProps {
  readonly all: string;
  readonly options: readonly Option[];
}

function SelectRow({ rule, faults, name, label, help, all, options }: SelectRowProps) {
  return (
    <Select
      name={name}
      label={label}
      help={help}
      error={faults[name]}
      defaultValue={rule[name] ?? ""}
      options={[["", all], ...options]}
    />
  );
}
