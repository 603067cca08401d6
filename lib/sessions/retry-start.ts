import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { isUniqueViolation } from "@/lib/db/retry.rules";
import { env } from "@/lib/env";
import { lockEvse } from "@/lib/locations/lock-evse";
import { codeKeys, readStickerCode } from "@/lib/locations/sticker-code";
import { findSale } from "@/lib/pricing/sale.queries";
import { salePlaceOf } from "@/lib/pricing/sale.rules";
import { findByToken } from "./find-session";
import { placeOf } from "./frozen-views";
import { lockSession, type SessionRow, updateSession } from "./session.store";
import { findActiveSession, findSite, findSiteByCode, type Site, startObstacle } from "./site.queries";
import { closeWithoutCharge, proceedToStart } from "./start-flow";

export type RetryResult =
  | { readonly kind: "started" }
  | {
      readonly kind: "refused";
      readonly reason:
        | "over"
        | "offline"
        | "faulted"
        | "occupied"
        | "reserved"
        | "maintenance"
        | "other_price";
    };

/**
 * Tries a failed start again on the same hold, at the same charger or at another one of the same location with the same
 * price (UX-13). Errors: `session_unknown`.
 */
export async function retryStart(
  context: Context,
  input: { readonly token: string; readonly evseCode?: string | null },
): Promise<RetryResult> {
  const access = await findByToken(context, input.token);
  if (!access?.mayControl) throw new AppError("not_found", "session_unknown", "no session for this link");
  const code = input.evseCode ? readStickerCode(input.evseCode, codeKeys(env().KERBWATT_CODE_KEY)) : null;
  try {
    return await context.db.withClient(access.clientId, async (tx): Promise<RetryResult> => {
      const known = await tx.chargingSession.findUniqueOrThrow({
        where: { id: access.sessionId },
        select: { evseId: true },
      });
      const target = code ? await findByActiveCode(tx, code) : await findSite(tx, known.evseId);
      if (!target) return { kind: "refused", reason: "maintenance" };
      await lockEvse(tx, target.evse.id);
      const session = await lockSession(tx, access.sessionId);
      const now = context.clock.now();
      if (session?.state !== "START_FAILED" || !session.retryUntil || session.retryUntil <= now) {
        return { kind: "refused", reason: "over" };
      }
      if (!(await isSamePrice(tx, session, target, now))) return { kind: "refused", reason: "other_price" };
      if (await findActiveSession(tx, target.evse.id)) return { kind: "refused", reason: "occupied" };
      const obstacle = startObstacle(target, now);
      if (obstacle) return { kind: "refused", reason: obstacle };
      const moved = await moveToEvse(tx, session, target);
      await proceedToStart(
        tx,
        context,
        moved,
        target,
        { plugged: "retry_start", unplugged: "retry_wait_plug" },
        "driver",
      );
      return { kind: "started" };
    });
  } catch (error) {
    if (isUniqueViolation(error, "evse")) return { kind: "refused", reason: "occupied" };
    throw error;
  }
}

/** A code that was revoked leads nowhere, here as on the price page (SEC-4). */
async function findByActiveCode(tx: Tx, code: string): Promise<Site | null> {
  const found = await findSiteByCode(tx, code);
  return found?.code.state === "ACTIVE" ? found : null;
}

/** Another EVSE is allowed only where the accepted price holds too: same location, same tariff version. */
async function isSamePrice(tx: Tx, session: SessionRow, target: Site, now: Date): Promise<boolean> {
  if (target.evse.id === session.evseId) return true;
  if (target.evse.locationId !== session.locationId) return false;
  const sale = await findSale(tx, salePlaceOf(target.evse), { channel: session.channel, at: now });
  return sale.sellable && sale.hash === session.tariffHash;
}

/** The visit goes on at this EVSE. Only after all checks: a refused retry must not move it. */
async function moveToEvse(
  tx: Parameters<typeof lockSession>[0],
  session: SessionRow,
  { evse }: Site,
): Promise<SessionRow> {
  if (evse.id === session.evseId) return session;
  return updateSession(tx, session.id, {
    evseId: evse.id,
    stationId: evse.stationId,
    place: JSON.parse(JSON.stringify(placeOf(evse))),
  });
}

/** The driver does not want to go on before anything was delivered: the hold goes back at once. Errors: `session_unknown`. */
export async function giveUp(context: Context, input: { readonly token: string }): Promise<void> {
  const access = await findByToken(context, input.token);
  if (!access?.mayControl) throw new AppError("not_found", "session_unknown", "no session for this link");
  await context.db.withClient(access.clientId, async (tx) => {
    const known = await tx.chargingSession.findUniqueOrThrow({
      where: { id: access.sessionId },
      select: { evseId: true },
    });
    await lockEvse(tx, known.evseId);
    const session = await lockSession(tx, access.sessionId);
    if (!session || !["AWAITING_PLUG", "STARTING", "START_FAILED"].includes(session.state)) return;
    await closeWithoutCharge(tx, context, session, "driver_gave_up", "driver");
  });
}
