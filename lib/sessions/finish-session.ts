import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { PricedSession } from "@/lib/pricing/pricing.model";
import type { SessionReason } from "./session.model";
import { moveSession, type SessionRow } from "./session.store";
import { closeWithoutCharge } from "./start-flow";

/** What billing has made of an ended session. */
export type SessionFinish =
  | { readonly kind: "billed"; readonly priced: PricedSession; readonly chargedMinor: number }
  | { readonly kind: "nothing"; readonly priced: PricedSession | null }
  | { readonly kind: "flagged"; readonly problems: readonly string[]; readonly reason: SessionReason };

/** Moves an ended session to its last state. With nothing to charge, the whole hold goes back (REL-27). */
export async function finishSession(
  tx: Tx,
  context: Context,
  session: SessionRow,
  finish: SessionFinish,
): Promise<SessionRow> {
  switch (finish.kind) {
    case "billed":
      return moveSession(tx, context, session, {
        on: "billed",
        actor: "system",
        data: {
          grossMinor: finish.priced.total.grossMinor,
          chargedMinor: finish.chargedMinor,
          energyWh: finish.priced.energyWh,
        },
        set: {
          costMinor: finish.priced.total.grossMinor,
          overshootMinor: finish.priced.total.grossMinor - finish.chargedMinor,
        },
      });
    case "nothing":
      // A flagged session that is let go keeps the reason for which it was flagged.
      return closeWithoutCharge(
        tx,
        context,
        session,
        session.state === "FLAGGED"
          ? ((session.reason ?? "implausible_meter") as SessionReason)
          : "no_energy",
        "system",
        "nothing_delivered",
      );
    case "flagged":
      return moveSession(tx, context, session, {
        on: "flagged",
        actor: "system",
        data: { problems: finish.problems.join(", ") },
        set: { reason: finish.reason },
      });
  }
}
