import type { Context } from "@/lib/db/context";
import { Prisma } from "@/lib/db/generated/client";
import type { AdminScope } from "@/lib/tenants/access.model";
import type { ReconciliationState } from "./admin.model";

/** One authorisation at a terminal: what we billed and what its provider has captured. Amounts in minor units. */
export interface ReconciliationRow {
  readonly id: string;
  readonly state: ReconciliationState;
  readonly at: Date;
  readonly provider: string;
  readonly authorizationReference: string | null;
  readonly sessionReference: string | null;
  readonly cdrId: string | null;
  readonly cdrNumber: string | null;
  readonly currency: string;
  /** What the provider should capture; null without a CDR. */
  readonly billedMinor: number | null;
  readonly capturedMinor: number | null;
  readonly differenceMinor: number | null;
  readonly advices: number;
}

/** Rows of the page. */
const ROWS_MAX = 200;

/**
 * CDRs of terminal sessions beside the confirmations of their providers (REL-33). A provider that sends no confirmations is not
 * waited for, and for a bill over nothing none is due.
 */
const PAIRS = (cpoIds: readonly string[]) => Prisma.sql`
  WITH taken AS (
    SELECT session_id, count(*)::int AS advices, max(difference_minor) AS difference,
      sum(gross_minor) FILTER (WHERE capture_status <> 'FAILED')::int AS captured
    FROM financial_advices WHERE session_id IS NOT NULL GROUP BY session_id
  ), pairs AS (
    SELECT c.id, c.created_at AS at, u.name AS provider, s.authorization_reference AS auth, s.reference, c.id AS cdr_id,
      c.number, c.currency, coalesce(c.wholesale_gross_minor, c.gross_minor) AS billed, t.captured, t.difference,
      coalesce(t.advices, 0) AS advices,
      CASE WHEN t.session_id IS NOT NULL THEN CASE WHEN t.difference = 0 THEN 'MATCHED' ELSE 'DIFFERS' END
        WHEN coalesce(c.wholesale_gross_minor, c.gross_minor) = 0 THEN 'MATCHED' ELSE 'NO_ADVICE' END AS state
    FROM cdrs c JOIN charging_sessions s ON s.id = c.session_id JOIN subscriptions u ON u.id = s.subscription_id
    LEFT JOIN taken t ON t.session_id = s.id
    WHERE c.cpo_id = ANY(${[...cpoIds]}::uuid[]) AND c.kind <> 'CREDIT'
      AND NOT EXISTS (SELECT 1 FROM cdrs k WHERE k.credits_id = c.id)
      AND (t.session_id IS NOT NULL OR u.direct_payment OR u.version = '2.3.0')
    UNION ALL
    SELECT a.id, a.received_at, u.name, a.authorization_reference, s.reference, NULL, NULL, a.currency, NULL, a.gross_minor, NULL, 1,
      'NO_CDR'
    FROM financial_advices a JOIN subscriptions u ON u.id = a.subscription_id LEFT JOIN charging_sessions s ON s.id = a.session_id
    WHERE a.cdr_id IS NULL
      AND EXISTS (SELECT 1 FROM subscription_cpos o WHERE o.subscription_id = u.id AND o.cpo_id = ANY(${[...cpoIds]}::uuid[]))
  )`;

export async function listReconciliation(
  context: Context,
  scope: AdminScope,
  state: ReconciliationState | null,
): Promise<ReconciliationRow[]> {
  return context.db.withClient(
    scope.clientId,
    (tx) => tx.$queryRaw<ReconciliationRow[]>`
      ${PAIRS(scope.cpoIds)}
      SELECT id, state, at, provider, auth AS "authorizationReference", reference AS "sessionReference",
        cdr_id AS "cdrId", number AS "cdrNumber", currency, billed AS "billedMinor", captured AS "capturedMinor",
        difference AS "differenceMinor", advices
      FROM pairs WHERE ${state}::text IS NULL OR state = ${state} ORDER BY at DESC, id DESC LIMIT ${ROWS_MAX}`,
  );
}

/** How many stand in each state. */
export async function countReconciliation(
  context: Context,
  scope: AdminScope,
): Promise<Partial<Record<ReconciliationState, number>>> {
  const rows = await context.db.withClient(
    scope.clientId,
    (tx) => tx.$queryRaw<{ state: ReconciliationState; count: number }[]>`
      ${PAIRS(scope.cpoIds)} SELECT state, count(*)::int AS count FROM pairs GROUP BY state`,
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}
