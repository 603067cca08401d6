"use client";

import { createContext, type ReactNode, useActionState, useContext } from "react";
import { Button } from "@/components/ui/button";
import { Field, FieldFrame, INPUT_CLASS } from "@/components/ui/field";
import { Select, type SelectOptions } from "@/components/ui/select";
import type { ActionAnswer, AdminAction } from "./action.model";
import { Notice } from "./notice";

const Faults = createContext<Readonly<Record<string, string>>>({});

interface ActFormProps {
  readonly action: AdminAction;
  readonly values?: Readonly<Record<string, string>>;
  readonly submit: string;
  readonly children: ReactNode;
  readonly disabled?: boolean;
}

/** A form in one column that tells its faults beside the fields. */
export function ActForm({ action, values = {}, submit, children, disabled = false }: ActFormProps) {
  const [answer, send, pending] = useActionState<ActionAnswer | null, FormData>(action, null);
  return (
    <form action={send} className="flex max-w-xl flex-col gap-4">
      {Object.entries(values).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <fieldset disabled={disabled} className="contents">
        <Faults value={answer && !answer.ok ? answer.fields : {}}>{children}</Faults>
      </fieldset>
      {answer ? <Notice tone={answer.ok ? "accent" : "red"}>{answer.message}</Notice> : null}
      {disabled ? null : (
        <p>
          <Button type="submit" tone="primary" disabled={pending}>
            {pending ? "Working …" : submit}
          </Button>
        </p>
      )}
    </form>
  );
}

interface TextFieldProps {
  readonly name: string;
  readonly label: string;
  readonly help?: string;
  readonly value?: string | null;
  readonly type?: "text" | "email" | "password" | "tel" | "url";
  readonly required?: boolean;
  readonly autoComplete?: string;
}

/** A text field that knows its fault. */
export function TextField({
  name,
  label,
  help,
  value,
  type = "text",
  required,
  autoComplete = "off",
}: TextFieldProps) {
  const error = useContext(Faults)[name];
  return (
    <Field
      name={name}
      label={label}
      help={help}
      error={error}
      type={type}
      defaultValue={value ?? ""}
      required={required}
      autoComplete={autoComplete}
      spellCheck={false}
    />
  );
}

interface SelectFieldProps {
  readonly name: string;
  readonly label: string;
  readonly help?: string;
  readonly value?: string;
  readonly options: SelectOptions;
}

/** A choice out of few. */
export function SelectField({ name, label, help, value, options }: SelectFieldProps) {
  const error = useContext(Faults)[name];
  return (
    <Select name={name} label={label} help={help} error={error} defaultValue={value} options={options} />
  );
}

/** A longer text, such as a reason. */
export function NoteField({
  name,
  label,
  help,
}: {
  readonly name: string;
  readonly label: string;
  readonly help?: string;
}) {
  const error = useContext(Faults)[name];
  return (
    <FieldFrame label={label} help={help} error={error}>
      {(ids) => <textarea {...ids} name={name} rows={3} maxLength={500} required className={INPUT_CLASS} />}
    </FieldFrame>
  );
}
