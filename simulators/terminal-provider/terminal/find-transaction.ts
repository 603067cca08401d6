import type { Provider } from "../provider";
import { isRecord, type Json, text } from "../wire/envelope.rules";
import type { Transaction } from "./transaction.model";

/**
 * The transaction that a session or a CDR belongs to: by authorization_reference, by the token, or by the session's id.
 * 2.1.1 has only auth_id.
 */
export function transactionOf(provider: Provider, object: Json): Transaction | undefined {
  const all = [...provider.state.transactions.values()].reverse();
  const reference = text(object.authorization_reference);
  const token = isRecord(object.cdr_token) ? text(object.cdr_token.uid) : text(object.auth_id);
  const sessionId = text(object.session_id) ?? text(object.id);
  const same = (a: string | null, b: string | null) =>
    a !== null && b !== null && a.toUpperCase() === b.toUpperCase();
  return (
    all.find((transaction) => same(transaction.authorizationReference, reference)) ??
    all.find((transaction) => same(transaction.tokenUid, token)) ??
    all.find((transaction) => same(transaction.sessionId, sessionId))
  );
}
