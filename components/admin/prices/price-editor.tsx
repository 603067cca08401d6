"use client";

import { type FormEvent, type ReactNode, startTransition, useActionState, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { FieldFrame, INPUT_CLASS } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import type { TariffForm } from "@/lib/pricing/tariff-form.model";
import type { ActionAnswer, AdminAction } from "../action.model";
import { Notice } from "../notice";
import { PriceFields, type Shown } from "./price-fields";

interface PriceEditorProps {
  readonly check: AdminAction;
  readonly publish: AdminAction;
  readonly kind: "RETAIL" | "WHOLESALE";
  /** Which price, and the version that the editor began with. */
  readonly values: Readonly<Record<string, string>>;
  /** Null when the simple form can not say this price. */
  readonly form: TariffForm | null;
  readonly json: string;
  readonly currency: string;
  readonly isNew: boolean;
  readonly name: string;
  readonly code: string;
  readonly mayWrite: boolean;
  readonly chargers: readonly (readonly [string, string])[];
  readonly charger: string;
  readonly children: ReactNode;
}

/** The price form beside what drivers will see. "Check" shows a draft and changes nothing; "Publish" makes it current. */
export function PriceEditor(props: PriceEditorProps) {
  const { send, answer, checked, checking, publishing } = useActs(props);
  const [mode, setMode] = useState<"form" | "json">(props.form === null ? "json" : "form");
  const faults = answer && !answer.ok ? answer.fields : {};
  const shown: Shown = { form: props.form ?? {}, faults, currency: props.currency };
  return (
    <form
      onSubmit={send}
      noValidate
      className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[minmax(0,1fr)_30rem]"
    >
      {Object.entries({ ...props.values, mode }).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <fieldset disabled={!props.mayWrite} className="contents">
        <Card
          title={mode === "form" ? "The price" : "The whole price as JSON"}
          aside={
            props.form === null ? null : (
              <Button tone="quiet" size="small" onClick={() => setMode(mode === "form" ? "json" : "form")}>
                {mode === "form" ? "Advanced: JSON" : "Back to the form"}
              </Button>
            )
          }
        >
          <div className="flex max-w-2xl flex-col gap-4">
            <NameFields {...props} faults={faults} />
            {mode === "form" ? (
              <PriceFields {...shown} kind={props.kind} />
            ) : (
              <JsonField json={props.json} faults={faults} />
            )}
            <TextInput name="note" label="Why (stands in the history)" value="" faults={faults} />
            {answer ? <Notice tone={answer.ok ? "accent" : "red"}>{answer.message}</Notice> : null}
            {props.mayWrite ? <Acts kind={props.kind} checking={checking} publishing={publishing} /> : null}
          </div>
        </Card>
        <div className="flex flex-col gap-4 xl:sticky xl:top-[calc(var(--bar)+1rem)]">
          <Card title="Try it">
            <TryFields {...props} faults={faults} />
          </Card>
          {checked?.ok ? checked.content : props.children}
        </div>
      </fieldset>
    </form>
  );
}

/** The two acts of the form and the answer to the last one. */
function useActs(acts: Pick<PriceEditorProps, "check" | "publish">) {
  const [checked, check, checking] = useActionState<ActionAnswer | null, FormData>(acts.check, null);
  const [published, publish, publishing] = useActionState<ActionAnswer | null, FormData>(acts.publish, null);
  const [last, setLast] = useState<"check" | "publish">("check");
  // Without React's own form action, which would put every field back to what it was.
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const submitter = (event.nativeEvent as SubmitEvent).submitter;
    const act = submitter?.dataset.act === "publish" ? "publish" : "check";
    const data = new FormData(event.currentTarget);
    setLast(act);
    startTransition(() => (act === "publish" ? publish(data) : check(data)));
  };
  return { send, answer: last === "check" ? checked : published, checked, checking, publishing };
}

interface ActsProps {
  readonly kind: PriceEditorProps["kind"];
  readonly checking: boolean;
  readonly publishing: boolean;
}

function Acts({ kind, checking, publishing }: ActsProps) {
  const busy = checking || publishing;
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" tone="secondary" disabled={busy}>
          {checking ? "Checking …" : "Check and preview"}
        </Button>
        <Button type="submit" tone="primary" data-act="publish" disabled={busy}>
          {publishing ? "Publishing …" : "Publish"}
        </Button>
      </div>
      <p className="text-[13px] text-muted">
        {kind === "RETAIL"
          ? "A published price counts at once, for the next driver who scans."
          : "A published tariff is sent to partners and terminals at once."}{" "}
        Sessions that run or are being paid keep the price that they were shown.
      </p>
    </>
  );
}

interface TextInputProps {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly faults: Readonly<Record<string, string>>;
  readonly help?: string;
}

function TextInput({ name, label, value, faults, help }: TextInputProps) {
  return (
    <FieldFrame label={label} help={help} error={faults[name]}>
      {(ids) => (
        <input
          {...ids}
          name={name}
          defaultValue={value}
          autoComplete="off"
          maxLength={200}
          className={INPUT_CLASS}
        />
      )}
    </FieldFrame>
  );
}

type NameProps = Pick<PriceEditorProps, "isNew" | "code" | "name"> & Pick<Shown, "faults">;

function NameFields({ isNew, code, name, faults }: NameProps) {
  return (
    <>
      {isNew ? (
        <TextInput
          name="code"
          label="Code"
          value={code}
          faults={faults}
          help="Your own short name, such as DC-CITY. It stays; letters, digits and dashes. Chargers find their prices by it."
        />
      ) : (
        <input type="hidden" name="code" value={code} />
      )}
      <TextInput name="name" label="Name" value={name} faults={faults} help="For you and your colleagues." />
    </>
  );
}

function JsonField({ json, faults }: { readonly json: string } & Pick<Shown, "faults">) {
  const problems = Object.entries(faults).filter(([name]) => name === "json" || name.startsWith("json."));
  const error =
    problems.length === 0
      ? null
      : problems.slice(0, 12).map(([name, message]) => (
          <span key={name} className="block">
            {name === "json" ? "" : `${name.slice(5)}: `}
            {message}
          </span>
        ));
  return (
    <FieldFrame
      label="Tariff"
      help="Everything that a tariff can say: elements with restrictions, step sizes, validity, several VAT rates. Prices are texts."
      error={error}
    >
      {(ids) => (
        <textarea
          {...ids}
          name="json"
          rows={24}
          defaultValue={json}
          spellCheck={false}
          className={`${INPUT_CLASS} font-mono text-[13px] leading-5`}
        />
      )}
    </FieldFrame>
  );
}

type TryProps = Pick<PriceEditorProps, "chargers" | "charger"> & Pick<Shown, "faults">;

/** Where and how a driver would charge; used by the preview and the simulation. */
function TryFields({ chargers, charger, faults }: TryProps) {
  return (
    <div className="grid grid-cols-2 gap-3 sm:grid-cols-4">
      <div className="col-span-full">
        <Select name="charger" label="At the charger" defaultValue={charger} options={chargers} />
      </div>
      <TextInput name="tryKwh" label="kWh" value="20" faults={faults} />
      <TextInput name="tryMinutes" label="in minutes" value="40" faults={faults} />
      <TextInput name="tryStart" label="from" value="18:00" faults={faults} />
      <TextInput name="tryIdle" label="idle minutes" value="0" faults={faults} />
    </div>
  );
}
