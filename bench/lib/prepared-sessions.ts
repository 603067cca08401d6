import type { Shop, Site } from "./scene";
import type { Stage } from "./stage";

/** A paid session whose station has been asked to start. */
export interface PreparedSession {
  readonly sessionId: string;
  readonly idTag: string;
}

/** How long ago the sessions were paid: their readings must lie between then and now. */
export const PAID_MINUTES_AGO = 40;

/**
 * Paid sessions for each EVSE, as they are right after the start command was sent: quote, authorised payment, session, start
 * attempt. Written in bulk, because thousands of real checkouts would take longer than the measurement. Only one session at
 * a time may hold an EVSE, so they wait as CHECKOUT until `activate` moves one to STARTING.
 */
export async function prepareSessions(
  stage: Stage,
  shop: Shop,
  sites: readonly Site[],
  each: number,
): Promise<Map<string, PreparedSession[]>> {
  const { rows } = await stage.owner.query<PreparedSession & { evseId: string }>(SQL, [
    sites.map(({ evseId }) => evseId),
    each,
    shop.cpoId,
    PAID_MINUTES_AGO,
  ]);
  const byEvse = new Map<string, PreparedSession[]>();
  for (const { evseId, ...session } of rows) byEvse.set(evseId, [...(byEvse.get(evseId) ?? []), session]);
  // As in a database that has been running for a while.
  await stage.owner.query(
    "VACUUM ANALYZE charging_sessions, start_attempts, payments, quotes, evses, stations",
  );
  return byEvse;
}

/** The session takes its EVSE. Does not wait for the disk: it is not what is measured. */
export async function activate(stage: Stage, { sessionId }: PreparedSession): Promise<void> {
  await stage.owner.query(
    `WITH fast AS (SELECT set_config('synchronous_commit', 'off', true))
     UPDATE charging_sessions SET state = 'STARTING' FROM fast WHERE id = $1`,
    [sessionId],
  );
}

const SQL = `
  WITH fresh AS (
    SELECT e.*, n, gen_random_uuid() AS quote, gen_random_uuid() AS payment, gen_random_uuid() AS session,
           'KW' || upper(substr(md5(e.id::text || n || random()), 1, 14)) AS tag,
           md5(random()::text || e.id || n) AS token, now() - make_interval(mins => $4) AS paid_at,
           l.cpo_id, l.time_zone, t.current_hash, a.id AS account
    FROM unnest($1::uuid[]) AS wanted(id) JOIN evses e USING (id)
      JOIN locations l ON l.id = e.location_id JOIN stations st ON st.id = e.station_id
      JOIN tariffs t ON t.cpo_id = l.cpo_id AND t.kind = 'RETAIL' AND t.code = coalesce(e.tariff_code, st.tariff_code)
      JOIN psp_accounts a ON a.cpo_id = $3, generate_series(1, $2::int) n
  ), quotes_made AS (
    INSERT INTO quotes (id, client_id, evse_id, tariff_hash, currency, hold_options_minor, default_hold_index, time_zone, created_at, expires_at)
    SELECT quote, client_id, id, current_hash, 'EUR', '{3000,6000,9000}', 1, time_zone, paid_at, paid_at + interval '15 minutes' FROM fresh
  ), payments_made AS (
    INSERT INTO payments (id, client_id, cpo_id, psp_account_id, quote_id, mode, state, currency, hold_minor, authorised_minor,
      psp_payment_id, webhook_token_hash, description, locale, redirect_url, webhook_url, method, capture_before, created_at, authorised_at, updated_at)
    SELECT payment, client_id, cpo_id, account, quote, 'TEST', 'AUTHORISED', 'EUR', 6000, 6000,
      'tr_' || substr(token, 1, 20), token, 'bench', 'en', 'x', 'x', 'creditcard', paid_at + interval '5 days', paid_at, paid_at, paid_at FROM fresh
  ), sessions_made AS (
    INSERT INTO charging_sessions (id, client_id, cpo_id, location_id, station_id, evse_id, quote_id, payment_id, reference, channel, state, locale,
      control_token_hash, view_token_hash, return_token_hash, receipt_token_hash, tokens_cipher, tariff_hash, currency, time_zone,
      seller, place, ceiling_minor, created_at, authorised_at, updated_at)
    SELECT session, client_id, cpo_id, location_id, station_id, id, quote, payment, substr(tag, 3), 'QR', 'CHECKOUT', 'en',
      'c' || token, 'v' || token, 'r' || token, 'p' || token, 'x', current_hash, 'EUR', time_zone,
      '{}', '{}', 6000, paid_at, paid_at, paid_at FROM fresh
  ), attempts_made AS (
    INSERT INTO start_attempts (id, client_id, session_id, evse_id, number, id_tag, created_at)
    SELECT gen_random_uuid(), client_id, session, id, 1, tag, paid_at FROM fresh
  )
  SELECT id AS "evseId", session AS "sessionId", tag AS "idTag" FROM fresh`;
