"use client";

import { type ReactNode, useActionState } from "react";
import { Button, type ButtonTone } from "@/components/ui/button";
import type { ActionAnswer, AdminAction } from "../action.model";
import { Notice } from "../notice";

interface RevealFormProps {
  readonly action: AdminAction;
  readonly values: Readonly<Record<string, string>>;
  readonly submit: string;
  readonly tone?: ButtonTone;
  /** Fields above the button. */
  readonly children?: ReactNode;
  /** Shows the fields to somebody who may not change them. */
  readonly disabled?: boolean;
}

/** One button whose answer may carry something that is shown this once, such as a token (ADM-25). */
export function RevealForm(props: RevealFormProps) {
  const { action, values, submit, tone = "primary", children, disabled = false } = props;
  const [answer, send, pending] = useActionState<ActionAnswer | null, FormData>(action, null);
  return (
    <form action={send} className="flex flex-col gap-3">
      {Object.entries(values).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <fieldset disabled={disabled} className="contents">
        {children}
      </fieldset>
      {answer ? <Notice tone={answer.ok ? "accent" : "red"}>{answer.message}</Notice> : null}
      {answer?.ok ? answer.content : null}
      {disabled ? null : (
        <p>
          <Button type="submit" tone={tone} disabled={pending}>
            {pending ? "Working …" : submit}
          </Button>
        </p>
      )}
    </form>
  );
}
