import type { Context } from "@/lib/db/context";
import { releaseHandshake } from "./handshake.store";
import type { HandshakeClaim } from "./registration.model";

/** A handshake is over, whatever came of it; the next may begin. One that was overtaken changes nothing. */
export async function endHandshake(context: Context, claim: HandshakeClaim): Promise<void> {
  await context.db.withClient(claim.clientId, (tx) => releaseHandshake(tx, claim));
}
