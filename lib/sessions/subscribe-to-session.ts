import type { Context } from "@/lib/db/context";
import { findByToken } from "./find-session";

/**
 * Calls `onChange` whenever the session may have changed; readers re-read. Returns the function that ends the subscription,
 * or null when the token opens nothing. A lost database connection counts as a change.
 */
export async function subscribeToSession(
  context: Context,
  input: { readonly token: string },
  onChange: () => void,
): Promise<(() => void) | null> {
  const access = await findByToken(context, input.token);
  if (!access) return null;
  return context.db.listener.on("session_changed", (id) => {
    if (id === "" || id === access.sessionId) onChange();
  });
}
