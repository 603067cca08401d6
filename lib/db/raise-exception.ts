import type { Tx } from "./database";
import { emit } from "./emit";

/** The event by which any room asks for a person's decision; billing turns it into a case (REL-31). */
export const EXCEPTION_RAISED = "exception.raised";

/** Something that a person must decide. `key` makes repeats of the same trouble one case. */
export interface ExceptionNotice {
  readonly clientId: string;
  /** Stable code, e.g. `late_stop`; the list is in lib/billing/exception.model.ts. */
  readonly code: string;
  readonly key: string;
  readonly sessionId?: string | null;
  readonly paymentId?: string | null;
  readonly stationId?: string | null;
  /** Facts for the person who decides; never secrets. */
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Writes the wish for a decision in the caller's transaction, so that it can not be lost. */
export async function raiseException(tx: Tx, notice: ExceptionNotice): Promise<void> {
  await emit(tx, {
    type: EXCEPTION_RAISED,
    payload: {
      clientId: notice.clientId,
      code: notice.code,
      key: notice.key,
      sessionId: notice.sessionId ?? null,
      paymentId: notice.paymentId ?? null,
      stationId: notice.stationId ?? null,
      detail: JSON.stringify(notice.detail ?? {}),
    },
  });
}
