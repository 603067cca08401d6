import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { AuditActor } from "@/lib/tenants/audit.model";
import { recordAudit } from "@/lib/tenants/record-audit";
import { writeContract } from "@/lib/tenants/write-contract";
import { announcePriceChange } from "./announce-price-change";
import { lockPrices } from "./billing-rule.store";
import { refuseUnlawfulAt } from "./refuse-unlawful";

const contractSchema = z.strictObject({
  name: z.string().trim().min(1, "Give it a name.").max(80),
  vatPercent: z
    .string()
    .regex(/^\d{1,2}(\.\d{1,2})?$/, "A rate such as 21 or 8.1.")
    .nullable(),
  cpoIds: z.array(z.uuid()).max(500),
});

export interface SaveContractInput {
  readonly clientId: string;
  /** Null makes a new contract. */
  readonly contractId: string | null;
  readonly name: string;
  /** Rate of tax for tariffs that name none; null leaves it to the CPO. */
  readonly vatPercent: string | null;
  readonly cpoIds: readonly string[];
  readonly actor: AuditActor;
}

/**
 * Creates or changes a contract that a client has for some of its CPOs. Its rate of tax stands between the tariff's and the
 * CPO's (domain §3.7), so that drivers' prices may change: asked again, and refused with "tariff_not_lawful_here" when one
 * became unlawful. Throws also "contract_unknown", "contract_name_taken", "cpo_unknown", and a `ZodError`.
 */
export async function saveContract(context: Context, input: SaveContractInput): Promise<string> {
  const { clientId, contractId, actor } = input;
  const { name, vatPercent, cpoIds } = input;
  const contract = contractSchema.parse({ name, vatPercent, cpoIds });
  const at = context.clock.now();
  return context.db.withClient(clientId, async (tx) => {
    await lockPrices(tx, clientId);
    const id = contractId ?? context.ids.next();
    const before = await writeContract(tx, { id, clientId, ...contract, at });
    if (contractId !== null && !before)
      throw new AppError("not_found", "contract_unknown", "no such contract");
    const touched = [...contract.cpoIds, ...(before?.cpoIds ?? [])];
    await refuseUnlawfulAt(tx, { clientId, at }, ({ place }) => touched.includes(place.cpoId));
    await announcePriceChange(tx, clientId, touched);
    await recordAudit(tx, {
      clientId,
      at,
      actor,
      action: before ? "contract.changed" : "contract.created",
      objectType: "contract",
      objectId: id,
      ...(before ? { before: { ...before } } : {}),
      after: contract,
    });
    return id;
  });
}
