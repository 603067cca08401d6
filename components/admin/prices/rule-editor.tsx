"use client";

import {
  type FormEvent,
  type ReactNode,
  startTransition,
  useActionState,
  useEffect,
  useRef,
  useState,
} from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { ActionAnswer, AdminAction } from "../action.model";
import { Notice } from "../notice";
import { type RuleChoices, RuleFields, type RuleValues } from "./rule-fields";

interface RuleEditorProps {
  readonly check: AdminAction;
  readonly save: AdminAction;
  /** Which rule, and the revision that the editor began with. */
  readonly values: Readonly<Record<string, string>>;
  readonly rule: RuleValues;
  readonly choices: RuleChoices;
  readonly mayWrite: boolean;
  /** What the rule means as it is stored. */
  readonly children: ReactNode;
}

/** How long typing rests before the rule is checked. */
const REST_MS = 600;

/** The rule in one column beside what it means; what is typed is checked as soon as typing rests. */
export function RuleEditor({ check, save, values, rule, choices, mayWrite, children }: RuleEditorProps) {
  const [checked, runCheck, checking] = useActionState<ActionAnswer | null, FormData>(check, null);
  const [saved, runSave, saving] = useActionState<ActionAnswer | null, FormData>(save, null);
  const form = useRef<HTMLFormElement>(null);
  const later = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [touched, setTouched] = useState(false);
  useEffect(() => () => clearTimeout(later.current), []);
  const checkSoon = () => {
    setTouched(true);
    clearTimeout(later.current);
    later.current = setTimeout(() => {
      const data = form.current ? new FormData(form.current) : null;
      if (data) startTransition(() => runCheck(data));
    }, REST_MS);
  };
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    clearTimeout(later.current);
    setTouched(false);
    const data = new FormData(event.currentTarget);
    startTransition(() => runSave(data));
  };
  const faults = faultsOf(touched ? checked : (saved ?? checked));
  return (
    <form
      ref={form}
      onSubmit={send}
      onInput={mayWrite ? checkSoon : undefined}
      noValidate
      className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[minmax(0,1fr)_30rem]"
    >
      {Object.entries(values).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <fieldset disabled={!mayWrite} className="contents">
        <Card title="The rule">
          <div className="flex max-w-2xl flex-col gap-4">
            <RuleFields rule={rule} choices={choices} faults={faults} changed={checkSoon} />
            {saved && !touched ? <Notice tone={saved.ok ? "accent" : "red"}>{saved.message}</Notice> : null}
            {mayWrite ? (
              <>
                <div>
                  <Button type="submit" tone="primary" disabled={saving}>
                    {saving ? "Saving …" : "Save rule"}
                  </Button>
                </div>
                <p className="text-[13px] text-muted">
                  A saved rule counts at once, for the next sale. Sessions that run keep the price that they
                  began with.
                </p>
              </>
            ) : null}
          </div>
        </Card>
      </fieldset>
      <div
        aria-live="polite"
        aria-busy={checking}
        className="flex flex-col gap-4 xl:sticky xl:top-[calc(var(--bar)+1rem)]"
      >
        {touched && checked && !checked.ok && Object.keys(checked.fields).length === 0 ? (
          <Notice tone="red">{checked.message}</Notice>
        ) : null}
        {checked?.ok ? checked.content : children}
      </div>
    </form>
  );
}

function faultsOf(answer: ActionAnswer | null): Readonly<Record<string, string>> {
  return answer && !answer.ok ? answer.fields : {};
}
