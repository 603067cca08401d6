"use client";

import { AlertDialog } from "radix-ui";
import { type ReactNode, useActionState, useEffect, useRef, useState } from "react";
import { Button, type ButtonTone, buttonClass } from "@/components/ui/button";
import type { ActionAnswer, AdminAction } from "./action.model";
import { Notice } from "./notice";

interface ActDialogProps {
  readonly label: ReactNode;
  readonly tone?: ButtonTone;
  readonly title: string;
  /** What will happen, and to how many (LOOK). */
  readonly consequence: ReactNode;
  readonly confirm: string;
  readonly action: AdminAction;
  /** Values that the person does not type. */
  readonly values: Readonly<Record<string, string>>;
  /** Fields that the person fills in. */
  readonly children?: ReactNode;
  readonly disabled?: boolean;
}

/** An act that can not simply be undone: a button, a dialog that says what will happen, and the answer. */
export function ActDialog(props: ActDialogProps) {
  const [open, setOpen] = useState(false);
  const [answer, submit, pending] = useActionState<ActionAnswer | null, FormData>(props.action, null);
  const handled = useRef<ActionAnswer | null>(null);
  useEffect(() => {
    if (answer?.ok && handled.current !== answer) {
      handled.current = answer;
      setOpen(false);
    }
  }, [answer]);
  return (
    <>
      <AlertDialog.Root open={open} onOpenChange={setOpen}>
        <AlertDialog.Trigger className={buttonClass(props.tone, "small")} disabled={props.disabled}>
          {props.label}
        </AlertDialog.Trigger>
        <AlertDialog.Portal>
          <AlertDialog.Overlay className="fixed inset-0 z-40 bg-ink/30" />
          <AlertDialog.Content className="fixed top-1/2 left-1/2 z-50 max-h-[90dvh] w-[min(28rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-lg border border-line bg-surface p-5 text-sm text-ink">
            <AlertDialog.Title className="text-base font-semibold">{props.title}</AlertDialog.Title>
            <AlertDialog.Description asChild>
              <div className="mt-1.5 text-muted">{props.consequence}</div>
            </AlertDialog.Description>
            <form action={submit} className="mt-4 flex flex-col gap-4">
              {Object.entries(props.values).map(([name, value]) => (
                <input key={name} type="hidden" name={name} value={value} />
              ))}
              {props.children}
              {answer && !answer.ok ? <Notice tone="red">{answer.message}</Notice> : null}
              <div className="flex justify-end gap-2">
                <AlertDialog.Cancel className={buttonClass("quiet")}>Back</AlertDialog.Cancel>
                <Button
                  type="submit"
                  tone={props.tone === "danger" ? "danger" : "primary"}
                  disabled={pending}
                >
                  {pending ? "Working …" : props.confirm}
                </Button>
              </div>
            </form>
          </AlertDialog.Content>
        </AlertDialog.Portal>
      </AlertDialog.Root>
      <span aria-live="polite" className="text-[13px] text-accent-text empty:hidden">
        {answer?.ok && !open ? answer.message : ""}
      </span>
    </>
  );
}
