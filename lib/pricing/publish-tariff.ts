import type { Context } from "@/lib/db/context";
import { hashTariff } from "./hash-tariff";
import { type TariffInput, tariffSchema } from "./tariff.model";
import { insertVersion, upsertTariff } from "./tariff.store";

export interface PublishInput {
  readonly clientId: string;
  readonly cpoId: string;
  /** The CPO's own code for this price, e.g. `DC-CITY`. */
  readonly code: string;
  readonly name: string;
  readonly kind: "RETAIL" | "WHOLESALE";
  readonly content: TariffInput;
}

/**
 * Publishes a price: an immutable version by its hash, made current for the tariff of this code. Sessions keep the version
 * that was shown to them (LAW-14). Throws a `ZodError` when the content is not a tariff.
 */
export async function publishTariff(
  context: Context,
  input: PublishInput,
): Promise<{ tariffId: string; hash: string }> {
  const { clientId, cpoId, code, name, kind } = input;
  const content = tariffSchema.parse(input.content);
  const hash = hashTariff(content);
  const tariffId = await context.db.withClient(clientId, async (tx) => {
    await insertVersion(tx, clientId, hash, content);
    return upsertTariff(tx, { id: context.ids.next(), clientId, cpoId, code, name, kind, currentHash: hash });
  });
  return { tariffId, hash };
}
