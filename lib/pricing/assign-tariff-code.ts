import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { AuditActor } from "@/lib/tenants/audit.model";
import { recordAudit } from "@/lib/tenants/record-audit";
import { announcePriceChange } from "./announce-price-change";
import { lockPrices } from "./billing-rule.store";
import { refuseUnlawfulAt } from "./refuse-unlawful";
import { setTariffCodeOfEvses, setTariffCodeOfStations } from "./tariff.store";

export interface AssignCodeInput {
  readonly clientId: string;
  readonly stationIds: readonly string[];
  readonly evseIds: readonly string[];
  /** Null takes the code away: an EVSE then has its station's, a station none. */
  readonly code: string | null;
  readonly actor: AuditActor;
}

/**
 * Gives stations and EVSEs a tariff code; all of them or none. A code is a key, not a price: rules and wholesale tariffs find
 * theirs by it (domain §3.3). Throws `AppError` "station_unknown", "evse_unknown", "tariff_code_unknown" when the operator has
 * neither a price nor a rule of that code, or "tariff_not_lawful_here" when what it would sell is not lawful there (LAW-12).
 */
export async function assignTariffCode(
  context: Context,
  input: AssignCodeInput,
): Promise<{ readonly changed: number }> {
  const { clientId, code, actor } = input;
  const at = context.clock.now();
  return context.db.withClient(clientId, async (tx) => {
    await lockPrices(tx, clientId);
    const { stations, evses } = await readTargets(tx, input);
    const cpoIds = [...new Set([...stations, ...evses].map(({ location }) => location.cpoId))];
    if (code !== null) await refuseUnknownCode(tx, cpoIds, code);
    const movedStations = stations.filter((station) => station.tariffCode !== code);
    const movedEvses = evses.filter((evse) => evse.tariffCode !== code);
    await setTariffCodeOfStations(
      tx,
      movedStations.map(({ id }) => id),
      code,
    );
    await setTariffCodeOfEvses(
      tx,
      movedEvses.map(({ id }) => id),
      code,
    );
    const moved = new Set([...movedStations, ...movedEvses].map(({ id }) => id));
    await refuseUnlawfulAt(
      tx,
      { clientId, at },
      ({ id, stationId }) => moved.has(id) || moved.has(stationId),
    );
    await announcePriceChange(tx, clientId, cpoIds);
    const named = [
      ...movedStations.map((station) => ({ ...station, type: "station", name: station.name })),
      ...movedEvses.map((evse) => ({ ...evse, type: "evse", name: evse.label })),
    ];
    for (const { id, type, name, tariffCode } of named) {
      await recordAudit(tx, {
        clientId,
        at,
        actor,
        action: "tariff_code.assigned",
        objectType: type,
        objectId: id,
        before: { code: tariffCode },
        after: { code, name },
      });
    }
    return { changed: moved.size };
  });
}

async function readTargets(tx: Tx, { stationIds, evseIds }: AssignCodeInput) {
  const location = { select: { cpoId: true } } as const;
  const stations = await tx.station.findMany({
    where: { id: { in: [...stationIds] } },
    select: { id: true, name: true, tariffCode: true, location },
  });
  if (stations.length !== new Set(stationIds).size)
    throw new AppError("not_found", "station_unknown", "no such station");
  const evses = await tx.evse.findMany({
    where: { id: { in: [...evseIds] } },
    select: { id: true, label: true, tariffCode: true, location },
  });
  if (evses.length !== new Set(evseIds).size) throw new AppError("not_found", "evse_unknown", "no such EVSE");
  return { stations, evses };
}

/** A code that nothing knows is a slip: nothing could be sold there. */
async function refuseUnknownCode(tx: Tx, cpoIds: readonly string[], code: string): Promise<void> {
  for (const cpoId of cpoIds) {
    const known =
      (await tx.tariff.findFirst({ where: { cpoId, code }, select: { id: true } })) ??
      (await tx.billingRule.findFirst({
        where: { tariffCode: code, archivedAt: null, OR: [{ cpoId }, { cpoId: null }] },
        select: { id: true },
      }));
    if (!known)
      throw new AppError("precondition", "tariff_code_unknown", "no price and no rule has this code");
  }
}
