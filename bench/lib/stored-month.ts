import type pg from "pg";
import { simpleTariff } from "@/lib/pricing/simple-tariff.rules";

/** The tariff by which the month's CDRs are made; its arithmetic stands in the SQL below a second time. */
export const MONTH_TARIFF = simpleTariff({
  currency: "EUR",
  vatPercent: "21",
  taxIncluded: true,
  perKwh: "0.49",
  idle: { perMinute: "0.10", graceMinutes: 15, capMinor: 1_200 },
});

export interface MonthPlan {
  readonly clientId: string;
  readonly cpoId: string;
  readonly locationId: string;
  readonly tariffHash: string;
  /** A thousand sessions of at most 41 minutes fit into the month at each EVSE. */
  readonly evses: readonly { readonly evseId: string; readonly stationId: string }[];
  readonly from: Date;
  readonly sessions: number;
}

/** Sessions per EVSE and month that fit behind each other. */
export const SESSIONS_PER_EVSE = 1_000;

const BATCH = 20_000;

/**
 * A month of billed sessions as they stand in the database: transaction, session, four readings, phases, CDR. Their amounts are
 * computed by PostgreSQL, not by the engine, so that both can be compared. Written as a restore writes: triggers and foreign
 * keys of rows are not run again. `owner` must be a superuser.
 */
export async function storeMonth(
  owner: pg.Pool,
  plan: MonthPlan,
  tell: (done: number) => void = () => {},
): Promise<void> {
  const client = await owner.connect();
  try {
    await client.query("SET session_replication_role = replica; SET synchronous_commit = off");
    for (let first = 0; first < plan.sessions; first += BATCH) {
      const last = Math.min(first + BATCH, plan.sessions);
      await client.query("BEGIN");
      await client.query(PLAN_SQL, [
        first,
        last,
        plan.evses.map(({ evseId }) => evseId),
        plan.evses.map(({ stationId }) => stationId),
        plan.from,
        Math.ceil(plan.sessions / plan.evses.length),
        plan.clientId,
        plan.cpoId,
        plan.locationId,
        plan.tariffHash,
      ]);
      for (const sql of FACTS_SQL) await client.query(sql);
      await client.query("COMMIT");
      tell(last);
    }
    await client.query("RESET session_replication_role; RESET synchronous_commit");
    await client.query("VACUUM ANALYZE charging_sessions, meter_readings, session_phases, cdrs");
  } finally {
    client.release();
  }
}

/** Some 6 to 20 minutes of charging; every fourth car then stands there for up to 21 minutes. */
const PLAN_SQL = `
  CREATE TEMP TABLE month_plan ON COMMIT DROP AS
  SELECT i, $7::uuid AS client, $8::uuid AS cpo, $9::uuid AS location, $10::text AS hash,
    md5('session ' || i)::uuid AS session, md5('cdr ' || i)::uuid AS cdr,
    ($3::uuid[])[1 + i % cardinality($3::uuid[])] AS evse, ($4::uuid[])[1 + i % cardinality($3::uuid[])] AS station,
    $5::timestamptz + (i / cardinality($3::uuid[])) * (interval '31 days' / $6::int) AS started,
    charging, idle, 1000000 + (i % 9973) * 1000 AS register, charging * (50 + (i * 13) % 130) AS wh
  FROM (SELECT i, 6 + (i * 7) % 15 AS charging, CASE WHEN i % 4 = 0 THEN 1 + (i / 4) % 21 ELSE 0 END AS idle
        FROM generate_series($1::int, $2::int - 1) i) shape`;

const END = "started + (charging + idle) * interval '1 minute'";

const FACTS_SQL: readonly string[] = [
  `INSERT INTO ocpp_transactions (id, client_id, station_id, evse_id, session_id, ocpp_connector_id, id_tag, content_key, verdict,
     started_at, received_at, meter_start_wh, stopped_at, stop_received_at, meter_stop_wh)
   SELECT 1000000 + i, client, station, evse, session, 1, 'M' || i, 'M' || i, 'Accepted', started, started, register,
     ${END}, ${END}, register + wh
   FROM month_plan`,
  `INSERT INTO charging_sessions (id, client_id, cpo_id, location_id, station_id, evse_id, reference, channel, state, locale,
     control_token_hash, view_token_hash, return_token_hash, receipt_token_hash, tokens_cipher, tariff_hash, currency, time_zone,
     seller, place, ceiling_minor, created_at, started_at, ended_at, meter_start_wh, meter_stop_wh, updated_at)
   SELECT session, client, cpo, location, station, evse, 'M' || i, 'QR', 'BILLED', 'en',
     'mc' || i, 'mv' || i, 'mr' || i, 'mp' || i, 'x', hash, 'EUR', 'Europe/Amsterdam',
     '{}', '{}', 6000, started, started, ${END}, register, register + wh, ${END}
   FROM month_plan`,
  `INSERT INTO meter_readings (client_id, session_id, transaction_id, at, received_at, register_wh, power_w, context)
   SELECT client, session, 1000000 + i, at, at, register + wh * k / 5, wh * 60 / charging, 'Sample.Periodic'
   FROM (SELECT *, started + charging * k * interval '12 seconds' AS at FROM month_plan, generate_series(1, 4) k) sampled`,
  `INSERT INTO session_phases (client_id, session_id, at, state, source)
   SELECT client, session, started, 'CHARGING'::evse_status, 'status' FROM month_plan
   UNION ALL
   SELECT client, session, started + charging * interval '1 minute', 'SUSPENDED_EV', 'status' FROM month_plan WHERE idle > 0`,
  // Energy at 0.049 cent per Wh and idle minutes after 15 at 10 cent, each rounded once; the net of the sum of both.
  `INSERT INTO cdrs (id, client_id, cpo_id, evse_id, session_id, number, tariff_hash, currency, started_at, ended_at, energy_wh,
     net_minor, tax_minor, gross_minor, charged_minor, content, created_at)
   SELECT cdr, client, cpo, evse, session, 'M' || i, hash, 'EUR', started, ${END}, wh,
     net, gross - net, gross, gross, '{}', ${END}
   FROM (SELECT *, round(gross / 1.21)::int AS net
         FROM (SELECT *, (round(wh * 0.049) + 10 * greatest(0, idle - 15))::int AS gross FROM month_plan) priced) taxed`,
];
