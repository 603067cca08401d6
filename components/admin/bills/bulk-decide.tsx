"use client";

import { type ReactNode, useActionState, useState } from "react";
import { Button } from "@/components/ui/button";
import { INPUT_CLASS } from "@/components/ui/field";
import { ACTIONS } from "@/lib/billing/validation.model";
import type { ActionAnswer, AdminAction } from "../action.model";
import { count } from "../format";
import { Notice } from "../notice";
import { ACTION_CONSEQUENCES, ACTION_WORDS } from "./bill-words";

interface BulkDecideProps {
  readonly action: AdminAction;
  /** Nothing to choose; what was decided last stays to be read. */
  readonly isEmpty: boolean;
  /** The table; each row that may be chosen has a `ChooseRow`. */
  readonly children: ReactNode;
}

/** One decision about many flagged sessions: choose, look at what would happen, decide (ADM-4). */
export function BulkDecide({ action, isEmpty, children }: BulkDecideProps) {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [act, setAct] = useState<(typeof ACTIONS)[number]>("RETRY");
  const [reason, setReason] = useState("");
  const [answer, send, pending] = useActionState<ActionAnswer | null, FormData>(action, null);
  const [shown, setShown] = useState("");
  const selection = `${act} ${chosen.join(",")}`;
  const isLookedAt = answer?.ok === true && shown === selection;
  return (
    <div
      onChange={({ currentTarget }) => {
        const boxes = currentTarget.querySelectorAll<HTMLInputElement>("input[data-session]:checked");
        setChosen(Array.from(boxes, (box) => box.dataset.session ?? ""));
      }}
    >
      <form
        action={send}
        onSubmit={({ nativeEvent }) => {
          const isApply = (nativeEvent as SubmitEvent).submitter?.getAttribute("value") === "apply";
          setShown(isApply ? "" : selection);
        }}
        className="mb-3 flex flex-wrap items-center gap-2 rounded-lg border border-line bg-surface p-3"
        hidden={isEmpty}
      >
        <input type="hidden" name="sessions" value={chosen.join(",")} />
        <span className="tabular mr-2 text-sm" aria-live="polite">
          {count(chosen.length)} chosen
        </span>
        {/* No select: the browser would set it back after each act, and show another decision than is sent. */}
        <input type="hidden" name="action" value={act} />
        <fieldset className="flex gap-1">
          <legend className="sr-only">Decision</legend>
          {ACTIONS.map((known) => (
            <Button
              key={known}
              size="small"
              tone={known === act ? "primary" : "quiet"}
              aria-pressed={known === act}
              onClick={() => setAct(known)}
            >
              {ACTION_WORDS[known]}
            </Button>
          ))}
        </fieldset>
        <input
          name="reason"
          value={reason}
          onChange={({ target }) => setReason(target.value)}
          aria-label="Reason"
          placeholder="Why, in a few words"
          maxLength={500}
          className={`${INPUT_CLASS} !w-64 max-w-full`}
        />
        <Button type="submit" name="step" value="preview" disabled={pending || chosen.length === 0}>
          Show what happens
        </Button>
        <Button
          type="submit"
          name="step"
          value="apply"
          tone={act === "DROP" ? "danger" : "primary"}
          disabled={pending || !isLookedAt || chosen.length === 0}
        >
          {pending ? "Working …" : `${ACTION_WORDS[act]} ${count(chosen.length)}`}
        </Button>
        <p className="w-full text-[13px] text-muted">{ACTION_CONSEQUENCES[act]}</p>
      </form>
      {answer ? (
        <div className="mb-3 flex flex-col gap-2">
          <Notice tone={answer.ok ? "accent" : "red"}>{answer.message}</Notice>
          {answer.ok ? answer.content : null}
        </div>
      ) : null}
      {children}
    </div>
  );
}

/** Chooses a row; above the link that covers the row. */
export function ChooseRow({ sessionId, label }: { readonly sessionId: string; readonly label: string }) {
  return (
    <input
      type="checkbox"
      data-session={sessionId}
      aria-label={`Choose ${label}`}
      className="relative z-10 size-4 align-middle"
    />
  );
}
