import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { AuditActor } from "@/lib/tenants/audit.model";
import { recordAudit } from "@/lib/tenants/record-audit";
import { hashTariff } from "./hash-tariff";
import { evsesOfTariff, readEvseFacts } from "./prices.queries";
import { refuseUnlawful } from "./refuse-unlawful";
import { type TariffInput, tariffSchema } from "./tariff.model";
import { appendRevision, insertVersion, lockTariff, upsertTariff } from "./tariff.store";

export interface PublishInput {
  readonly clientId: string;
  readonly cpoId: string;
  /** The CPO's own code for this price, e.g. `DC-CITY`. */
  readonly code: string;
  readonly name: string;
  readonly kind: "RETAIL" | "WHOLESALE";
  readonly content: TariffInput;
  /** Who publishes, for the history and the audit log; absent when a program sets up an installation. */
  readonly actor?: AuditActor;
  /** Why, for the history. */
  readonly note?: string;
  /** The version that the editor began with; null when the code must be new. Absent: whatever is there is replaced. */
  readonly expectedHash?: string | null;
}

const PROGRAM = "set-up";

/**
 * Publishes a price: an immutable version by its hash, made current for the tariff of this code, with an entry in its history
 * and the audit log. It counts for the next driver who scans; sessions keep the version that was shown to them (LAW-14).
 * Throws a `ZodError` when the content is not a tariff, and `AppError` "tariff_not_lawful_here" when an EVSE that uses it
 * may not sell it (LAW-12), "tariff_changed" or "tariff_code_taken" when `expectedHash` is not what is there.
 */
export async function publishTariff(
  context: Context,
  input: PublishInput,
): Promise<{ tariffId: string; hash: string }> {
  const { clientId, cpoId, code, name, kind, actor, note } = input;
  const content = tariffSchema.parse(input.content);
  const hash = hashTariff(content);
  const at = context.clock.now();
  const tariffId = await context.db.withClient(clientId, async (tx) => {
    const before = await lockTariff(tx, cpoId, kind, code);
    refuseStale(input.expectedHash, before?.currentHash ?? null);
    if (before && kind === "RETAIL")
      refuseUnlawful(content, await readEvseFacts(tx, await evsesOfTariff(tx, before.id)));
    await insertVersion(tx, clientId, hash, content);
    const row = { id: context.ids.next(), clientId, cpoId, code, name, kind, currentHash: hash };
    const id = await upsertTariff(tx, row);
    if (before?.currentHash === hash && before.name === name) return id;
    const by = { byUserId: actor?.userId ?? null, byName: actor?.name ?? PROGRAM, note: note ?? null };
    const number = await appendRevision(tx, { clientId, tariffId: id, hash, publishedAt: at, ...by });
    if (actor === undefined) return id;
    await recordAudit(tx, {
      clientId,
      at,
      actor,
      action: "tariff.published",
      objectType: "tariff",
      objectId: id,
      ...(before ? { before: { name: before.name, hash: before.currentHash } } : {}),
      after: { code, name, hash, version: number },
      ...(note === undefined ? {} : { reason: note }),
    });
    return id;
  });
  return { tariffId, hash };
}

/** Two people who edit one price do not overwrite each other. */
function refuseStale(expected: string | null | undefined, current: string | null): void {
  if (expected === undefined || expected === current) return;
  if (expected === null) throw new AppError("conflict", "tariff_code_taken", "the code is in use");
  throw new AppError("conflict", "tariff_changed", "somebody has published another version");
}
