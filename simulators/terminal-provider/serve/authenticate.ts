import { timingSafeEqual } from "node:crypto";
import type { Provider } from "../provider";
import { tokenCandidates } from "../wire/token.rules";
import type { Call } from "./answer";

function equal(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}

/**
 * Which of our tokens a request carries, written raw or in Base64 (transport_and_format 4.1.1). The first real use of a
 * new token ends the one before it; reading versions does not count, because that happens while tokens are exchanged
 * and other calls with the old token are under way.
 */
export function authenticate(
  provider: Provider,
  header: string | undefined,
  readsVersions: boolean,
): Call["token"] | null {
  const { connection } = provider.state;
  for (const { token } of tokenCandidates(header)) {
    const known = connection.inboundTokens.findIndex((candidate) => equal(candidate, token));
    if (known >= 0) {
      const newest = known === connection.inboundTokens.length - 1;
      if (newest && !readsVersions && connection.status === "connected") connection.inboundTokens = [token];
      return { value: token, kind: "peer" };
    }
    if (connection.issuedToken !== null && equal(connection.issuedToken, token)) {
      return { value: token, kind: "issued" };
    }
  }
  return null;
}
