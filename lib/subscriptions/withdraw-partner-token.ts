import type { Context } from "@/lib/db/context";
import { revokeCredential } from "./credential.store";
import type { RegistrationRef } from "./registration.model";

/** Takes back a token that the partner has refused: what was valid before stays valid (SEC-78). */
export async function withdrawPartnerToken(
  context: Context,
  ref: RegistrationRef,
  credentialId: string,
): Promise<void> {
  await context.db.withClient(ref.clientId, (tx) => revokeCredential(tx, credentialId, context.clock.now()));
}
