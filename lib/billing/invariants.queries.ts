import type { Tx } from "@/lib/db/database";

/** One row that breaks an invariant. */
export interface Violation {
  /** Requirement id, e.g. `REL-2`. */
  readonly rule: string;
  readonly clientId: string;
  /** The row that is wrong: of a payment, a session, a posting … */
  readonly subject: string;
  readonly detail: string;
}

/** What the checks need besides the rows. */
export interface CheckInput {
  readonly now: Date;
  /** The moves of both tables, as `[{"from","on","to"}]`. */
  readonly sessionEdges: string;
  readonly paymentEdges: string;
}

type Check = (tx: Tx, input: CheckInput) => Promise<Omit<Violation, "rule">[]>;

/** How long work may lie before it counts as stuck (REL-7, REL-15, REL-24). */
const STUCK = "15 minutes";

/**
 * Every check is one statement and so sees one moment, also while the product works. At most 50 rows each: whoever breaks
 * more has one cause.
 */
export const INVARIANT_CHECKS: readonly { readonly rule: string; readonly check: Check }[] = [
  {
    // Every booking is balanced in each currency.
    rule: "REL-1",
    check: (tx) => tx.$queryRaw`
      SELECT p.client_id AS "clientId", p.id AS subject, e.currency || ' ' || sum(e.amount_minor) AS detail
      FROM ledger_postings p JOIN ledger_entries e ON e.posting_id = p.id
      GROUP BY p.id, e.currency HAVING sum(e.amount_minor) <> 0 LIMIT 50`,
  },
  {
    // The books know a hold exactly while there is one.
    rule: "REL-1",
    check: (tx) => tx.$queryRaw`
      SELECT p.client_id AS "clientId", p.id AS subject, p.state || ' with a hold of ' || coalesce(b.held, 0) AS detail
      FROM payments p LEFT JOIN (
        SELECT l.payment_id, sum(e.amount_minor) AS held FROM ledger_postings l
        JOIN ledger_entries e ON e.posting_id = l.id AND e.account = 'hold_receivable' GROUP BY l.payment_id
      ) b ON b.payment_id = p.id
      WHERE coalesce(b.held, 0) <> CASE
        WHEN p.state IN ('AUTHORISED', 'CAPTURING', 'CAPTURE_FAILED', 'RELEASING') THEN p.authorised_minor ELSE 0 END
      LIMIT 50`,
  },
  {
    rule: "REL-2",
    check: (tx) => tx.$queryRaw`
      SELECT client_id AS "clientId", id AS subject, captured_minor || ' of ' || authorised_minor AS detail
      FROM payments WHERE captured_minor + released_minor > authorised_minor LIMIT 50`,
  },
  {
    rule: "REL-3",
    check: (tx) => tx.$queryRaw`
      SELECT p.client_id AS "clientId", p.id AS subject, p.refunded_minor || ' of ' || p.captured_minor AS detail
      FROM payments p LEFT JOIN (
        SELECT payment_id, sum(amount_minor) AS total FROM refunds WHERE state <> 'FAILED' GROUP BY payment_id
      ) r ON r.payment_id = p.id
      WHERE p.refunded_minor > p.captured_minor OR coalesce(r.total, 0) > p.captured_minor LIMIT 50`,
  },
  {
    // What is taken is the charge of exactly one billed session.
    rule: "REL-4",
    check: (tx) => tx.$queryRaw`
      SELECT p.client_id AS "clientId", p.id AS subject,
        'took ' || p.captured_minor || ' for ' || coalesce(c.charged_minor::text, 'nothing') AS detail
      FROM payments p LEFT JOIN charging_sessions s ON s.payment_id = p.id
        LEFT JOIN cdrs c ON c.session_id = s.id AND c.kind = 'ORIGINAL'
      WHERE (NOT p.prepaid AND p.captured_minor > 0 OR p.prepaid AND p.due_minor IS NOT NULL)
        AND (s.state IS DISTINCT FROM 'BILLED' OR c.id IS NULL OR c.charged_minor > p.authorised_minor
          OR NOT p.prepaid AND c.charged_minor <> p.captured_minor
          OR p.prepaid AND c.charged_minor <> p.due_minor)
      LIMIT 50`,
  },
  {
    // What corrections took off a bill that was paid to us has been ordered back to the card.
    rule: "REL-4",
    check: (tx) => tx.$queryRaw`
      SELECT p.client_id AS "clientId", p.id AS subject, 'corrected by ' || c.off || ', ' || p.captured_minor - p.refunded_minor || ' kept' AS detail
      FROM payments p JOIN charging_sessions s ON s.payment_id = p.id JOIN (
        SELECT session_id, sum(charged_minor) AS due, sum(charged_minor) FILTER (WHERE kind <> 'ORIGINAL') AS off
        FROM cdrs GROUP BY session_id HAVING count(*) > 1
      ) c ON c.session_id = s.id
      WHERE p.state = 'CAPTURED' AND p.captured_minor - p.refunded_minor > c.due
        AND NOT EXISTS (SELECT 1 FROM refunds r WHERE r.payment_id = p.id AND r.state = 'FAILED')
      LIMIT 50`,
  },
  {
    // A start was sent only while a hold (or a prepayment) stood.
    rule: "REL-5",
    check: (tx) => tx.$queryRaw`
      SELECT a.client_id AS "clientId", a.session_id AS subject, 'start ' || a.number || ' without cover' AS detail
      FROM start_attempts a JOIN charging_sessions s ON s.id = a.session_id LEFT JOIN payments p ON p.id = s.payment_id
      WHERE s.channel = 'QR' AND (p.authorised_at IS NULL OR p.authorised_minor = 0 OR a.created_at < p.authorised_at
        OR a.created_at > p.released_at OR NOT p.prepaid AND a.created_at > p.capture_before)
      LIMIT 50`,
  },
  {
    // Nothing stays held: not behind a visit that is over, and not beyond the last moment of the hold.
    rule: "REL-6",
    check: (tx, { now }) => tx.$queryRaw`
      SELECT p.client_id AS "clientId", p.id AS subject, p.state || ', session ' || coalesce(s.state::text, 'none') AS detail
      FROM payments p LEFT JOIN charging_sessions s ON s.payment_id = p.id
      WHERE p.state = 'AUTHORISED' AND (s.id IS NULL OR s.state IN ('BILLED', 'CLOSED', 'ABANDONED'))
        OR p.prepaid AND p.due_minor IS NULL AND p.release_requested_at IS NULL AND s.state IN ('BILLED', 'CLOSED', 'ABANDONED')
        OR p.state IN ('AUTHORISED', 'CAPTURING', 'CAPTURE_FAILED', 'RELEASING') AND p.capture_before < ${now}
      LIMIT 50`,
  },
  {
    // The timers of the start have done their work.
    rule: "REL-7",
    check: (tx, { now }) => tx.$queryRaw`
      SELECT client_id AS "clientId", id AS subject, state || ' since long' AS detail FROM charging_sessions
      WHERE state = 'AWAITING_PLUG' AND plug_deadline_at < ${now}::timestamptz - ${STUCK}::interval
        OR state = 'STARTING' AND start_deadline_at < ${now}::timestamptz - ${STUCK}::interval
        OR state = 'START_FAILED' AND retry_until < ${now}::timestamptz - ${STUCK}::interval
        OR state IN ('CHARGING', 'STOPPING') AND settle_by < ${now}::timestamptz - ${STUCK}::interval
      LIMIT 50`,
  },
  {
    // Billed times of one EVSE never overlap, and no more is billed than the register went on.
    rule: "REL-8",
    check: (tx) => tx.$queryRaw`
      SELECT a.client_id AS "clientId", a.session_id AS subject, 'overlaps with ' || b.session_id AS detail
      FROM cdrs a JOIN cdrs b ON a.evse_id = b.evse_id AND a.session_id < b.session_id
        AND tstzrange(a.started_at, a.ended_at, '[)') && tstzrange(b.started_at, b.ended_at, '[)')
      UNION ALL
      SELECT c.client_id, c.session_id, c.energy_wh || ' Wh from ' || s.meter_start_wh || ' to ' || s.meter_stop_wh
      FROM cdrs c JOIN charging_sessions s ON s.id = c.session_id
      WHERE c.energy_wh > greatest(0, s.meter_stop_wh - s.meter_start_wh)
      LIMIT 50`,
  },
  {
    // One original CDR for every billed session, none for another, and nothing ended lies unbilled. At most one CDR stands.
    rule: "REL-9",
    check: (tx, { now }) => tx.$queryRaw`
      SELECT s.client_id AS "clientId", s.id AS subject, s.state || CASE WHEN c.id IS NULL THEN ' without' ELSE ' with' END || ' CDR' AS detail
      FROM charging_sessions s LEFT JOIN cdrs c ON c.session_id = s.id AND c.kind = 'ORIGINAL'
      WHERE (s.state = 'BILLED') <> (c.id IS NOT NULL)
        OR s.state = 'ENDED' AND (SELECT max(e.at) FROM session_events e WHERE e.session_id = s.id)
          < ${now}::timestamptz - ${STUCK}::interval
      UNION ALL
      SELECT min(c.client_id::text)::uuid, c.session_id, count(*) || ' CDRs stand' FROM cdrs c
      WHERE c.kind <> 'CREDIT' AND NOT EXISTS (SELECT 1 FROM cdrs k WHERE k.credits_id = c.id)
      GROUP BY c.session_id HAVING count(*) > 1
      LIMIT 50`,
  },
  {
    // A session waits for a decision exactly while its validation says so, and whatever was dropped was never billed.
    rule: "REL-9",
    check: (tx) => tx.$queryRaw`
      SELECT s.client_id AS "clientId", s.id AS subject, s.state || ', validation ' || coalesce(v.state::text, 'none') AS detail
      FROM charging_sessions s LEFT JOIN cdr_validations v ON v.session_id = s.id
      WHERE (s.state = 'FLAGGED') <> coalesce(v.state = 'FLAGGED', false)
        OR s.state = 'BILLED' AND v.state IS DISTINCT FROM 'CALCULATED'
        OR v.state = 'DROPPED' AND s.state <> 'CLOSED'
      LIMIT 50`,
  },
  {
    rule: "REL-12",
    check: (tx) => tx.$queryRaw`
      SELECT min(client_id::text) AS "clientId", evse_id::text AS subject, count(*) || ' active sessions' AS detail
      FROM charging_sessions WHERE state IN ('AWAITING_PLUG', 'STARTING', 'CHARGING', 'STOPPING')
      GROUP BY evse_id HAVING count(*) > 1
      UNION ALL
      SELECT min(client_id::text), quote_id::text, count(*) || ' payments of one quote'
      FROM payments WHERE state NOT IN ('FAILED', 'CANCELED', 'EXPIRED') GROUP BY quote_id HAVING count(*) > 1
      LIMIT 50`,
  },
  {
    // Replaying the timeline of a session leads to its state, by legal moves only.
    rule: "REL-14",
    check: (tx, { sessionEdges }) => tx.$queryRaw`
      WITH moves AS (
        SELECT e.*, lag(e."to") OVER w AS before, lead(e.id) OVER w IS NULL AS last
        FROM session_events e WHERE e."to" IS NOT NULL WINDOW w AS (PARTITION BY e.session_id ORDER BY e.seq)
      )
      SELECT m.client_id AS "clientId", m.session_id AS subject, m.seq || ' ' || m.kind AS detail
      FROM moves m JOIN charging_sessions s ON s.id = m.session_id
      WHERE m."from" IS DISTINCT FROM m.before OR m.last AND m."to" <> s.state
        OR m.before IS NULL AND m."to" <> 'CHECKOUT'
        OR m."from" IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM jsonb_to_recordset(${sessionEdges}::jsonb) AS edge("from" text, "on" text, "to" text)
          WHERE edge."from" = m."from"::text AND edge."on" = m.kind AND edge."to" = m."to"::text)
      LIMIT 50`,
  },
  {
    // The same for payments; an event that does not move stays in the state.
    rule: "REL-14",
    check: (tx, { paymentEdges }) => tx.$queryRaw`
      WITH moves AS (
        SELECT e.*, lag(e."to") OVER w AS before, lead(e.id) OVER w IS NULL AS last
        FROM payment_events e WINDOW w AS (PARTITION BY e.payment_id ORDER BY e.seq)
      )
      SELECT m.client_id AS "clientId", m.payment_id AS subject, m.seq || ' ' || m.event AS detail
      FROM moves m JOIN payments p ON p.id = m.payment_id
      WHERE m."from" IS DISTINCT FROM m.before OR m.last AND m."to" <> p.state
        OR m.before IS NULL AND m."to" <> 'CREATED'
        OR m."from" IS NOT NULL AND m."from" <> m."to" AND NOT EXISTS (
          SELECT 1 FROM jsonb_to_recordset(${paymentEdges}::jsonb) AS edge("from" text, "on" text, "to" text)
          WHERE edge."from" = m."from"::text AND edge."on" = m.event AND edge."to" = m."to"::text)
      LIMIT 50`,
  },
  {
    // The timelines have no gaps.
    rule: "REL-23",
    check: (tx) => tx.$queryRaw`
      SELECT min(client_id::text) AS "clientId", session_id::text AS subject, 'the timeline has a gap' AS detail
      FROM session_events GROUP BY session_id HAVING max(seq) <> count(*) OR min(seq) <> 1
      UNION ALL
      SELECT min(client_id::text), payment_id::text, 'the timeline has a gap'
      FROM payment_events GROUP BY payment_id HAVING max(seq) <> count(*) OR min(seq) <> 1
      LIMIT 50`,
  },
  {
    // A receipt says what was charged, and every charge has got one.
    rule: "REL-24",
    check: (tx, { now }) => tx.$queryRaw`
      SELECT p.client_id AS "clientId", p.id AS subject,
        coalesce('the receipt says ' || (r.content->'total'->>'grossMinor'), 'no receipt') AS detail
      FROM payments p JOIN charging_sessions s ON s.payment_id = p.id
        JOIN cdrs c ON c.session_id = s.id AND c.kind = 'ORIGINAL'
      LEFT JOIN receipts r ON r.session_id = s.id AND r.kind = 'RECEIPT'
      WHERE p.state = 'CAPTURED' AND CASE
        WHEN r.id IS NULL THEN greatest(p.captured_at, p.capture_requested_at) < ${now}::timestamptz - ${STUCK}::interval
        ELSE (r.content->'total'->>'grossMinor')::int <> c.charged_minor END
      LIMIT 50`,
  },
  {
    // At a terminal the document says what the provider captures.
    rule: "REL-24",
    check: (tx, { now }) => tx.$queryRaw`
      SELECT c.client_id AS "clientId", c.session_id AS subject,
        coalesce('the receipt says ' || (r.content->'total'->>'grossMinor'), 'no receipt') AS detail
      FROM cdrs c JOIN charging_sessions s ON s.id = c.session_id AND s.channel = 'OCPI_TERMINAL'
      LEFT JOIN receipts r ON r.session_id = s.id
        AND r.kind = CASE WHEN c.kind = 'CREDIT' THEN 'CREDIT_NOTE' WHEN coalesce(c.wholesale_gross_minor, c.gross_minor) = 0
          THEN 'RELEASE_NOTE' ELSE 'RECEIPT' END::receipt_kind
        AND r.subject = CASE WHEN c.kind = 'ORIGINAL' THEN '' ELSE c.id::text END
      WHERE CASE WHEN r.id IS NULL THEN c.created_at < ${now}::timestamptz - ${STUCK}::interval
        ELSE (r.content->'total'->>'grossMinor')::int <> coalesce(c.wholesale_gross_minor, c.gross_minor) END
      LIMIT 50`,
  },
  {
    // The numbers of a seller's year are gapless.
    rule: "REL-24",
    check: (tx) => tx.$queryRaw`
      SELECT q.client_id AS "clientId", q.cpo_id AS subject, q.year || ': ' || count(r.id) || ' of ' || (q.next - 1) AS detail
      FROM receipt_sequences q JOIN cpos c ON c.id = q.cpo_id
      LEFT JOIN receipts r ON r.cpo_id = q.cpo_id AND r.kind <> 'RELEASE_NOTE'
        AND r.number LIKE '%-' || q.year || '-______'
      GROUP BY q.client_id, q.cpo_id, q.year, q.next HAVING count(r.id) <> q.next - 1 LIMIT 50`,
  },
];
