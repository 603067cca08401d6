import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { AuditActor } from "@/lib/tenants/audit.model";
import { recordAudit } from "@/lib/tenants/record-audit";
import { announcePriceChange } from "./announce-price-change";
import { lockPrices } from "./billing-rule.store";
import { hashTariff } from "./hash-tariff";
import { readPriceBook } from "./price-book.queries";
import { refusalsOfRule } from "./price-book.rules";
import { refuse, refuseUnlawfulAt } from "./refuse-unlawful";
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
 * may not sell or show it (LAW-12), "tariff_changed" or "tariff_code_taken" when `expectedHash` is not what is there.
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
    await lockPrices(tx, clientId);
    const before = await lockTariff(tx, cpoId, kind, code);
    refuseStale(input.expectedHash, before?.currentHash ?? null);
    await insertVersion(tx, clientId, hash, content);
    const row = { id: context.ids.next(), clientId, cpoId, code, name, kind, currentHash: hash };
    const id = await upsertTariff(tx, row);
    if (before?.currentHash === hash && before.name === name) return id;
    if (before?.currentHash !== hash) await judgePublished(tx, at, { clientId, cpoId, kind, code, id });
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

/**
 * Refuses content that the law forbids where a rule sells it, or where it is the wholesale tariff of an EVSE's code: terminals
 * there show it, and factor rules sell it (LAW-12). Then tells the rooms above.
 */
async function judgePublished(
  tx: Tx,
  at: Date,
  tariff: Pick<PublishInput, "clientId" | "cpoId" | "kind" | "code"> & { readonly id: string },
): Promise<void> {
  const { clientId, cpoId, kind, code, id } = tariff;
  if (kind === "WHOLESALE") {
    await refuseUnlawfulAt(
      tx,
      { clientId, at },
      ({ place }) => place.cpoId === cpoId && place.tariffCode === code,
    );
  } else {
    const book = await readPriceBook(tx, clientId, at);
    const sellers = book.rules.filter(({ tariffId }) => tariffId === id);
    refuse(sellers.flatMap(({ rule }) => (rule ? refusalsOfRule(book, rule) : [])));
  }
  await announcePriceChange(tx, clientId, [cpoId]);
}

/** Two people who edit one price do not overwrite each other. */
function refuseStale(expected: string | null | undefined, current: string | null): void {
  if (expected === undefined || expected === current) return;
  if (expected === null) throw new AppError("conflict", "tariff_code_taken", "the code is in use");
  throw new AppError("conflict", "tariff_changed", "somebody has published another version");
}
