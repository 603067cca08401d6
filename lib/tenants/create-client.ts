import type { Context } from "@/lib/db/context";
import type { AuditActor } from "./audit.model";
import { recordAudit } from "./record-audit";
import { type NewClient, newClientSchema } from "./tenants.model";
import { insertClient } from "./tenants.store";

/** Opens a tenant and returns its id. Throws a `ZodError` on bad input and `AppError` "client_exists" on a taken slug. */
export async function createClient(context: Context, input: NewClient, actor: AuditActor): Promise<string> {
  const client = newClientSchema.parse(input);
  const id = context.ids.next();
  const at = context.clock.now();
  await context.db.withClient(id, async (tx) => {
    await insertClient(tx, id, client, at);
    await recordAudit(tx, {
      clientId: id,
      at,
      actor,
      action: "client.created",
      objectType: "client",
      objectId: id,
      after: { name: client.name, slug: client.slug },
    });
  });
  return id;
}
