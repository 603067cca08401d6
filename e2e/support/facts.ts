import { expect } from "@playwright/test";
import pg from "pg";
import type { WorldInfo } from "./world-file";

/** A session with its payment, as the database has it. */
export interface SessionFacts {
  readonly id: string;
  readonly reference: string;
  readonly state: string;
  readonly reason: string | null;
  readonly paymentId: string;
  readonly paymentState: string;
  readonly pspPaymentId: string | null;
  readonly authorisedMinor: number;
  readonly capturedMinor: number;
  readonly releasedMinor: number;
  readonly energyWh: number;
}

const SESSION = `
  SELECT s.id, s.reference, s.state, s.reason, p.id AS "paymentId", p.state AS "paymentState",
         p.psp_payment_id AS "pspPaymentId", p.authorised_minor AS "authorisedMinor",
         p.captured_minor AS "capturedMinor", p.released_minor AS "releasedMinor",
         coalesce(s.meter_stop_wh - s.meter_start_wh, 0)::int AS "energyWh"
  FROM charging_sessions s JOIN payments p ON p.id = s.payment_id`;

/** Looks into the database, past the product and its row-level security. Reads only. */
export class Facts {
  private readonly pool: pg.Pool;

  constructor(world: WorldInfo) {
    this.pool = new pg.Pool({
      connectionString: world.databaseUrl,
      max: 2,
      application_name: "kerbwatt-e2e",
    });
    this.pool.on("error", () => {});
  }

  async rows<Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.pool.query(sql, [...values])).rows as Row[];
  }

  /** All sessions that ever were at a charger, oldest first. */
  sessionsAt(evseId: string): Promise<SessionFacts[]> {
    return this.rows(
      `${SESSION} JOIN evses e ON e.id = s.evse_id WHERE e.evse_id = $1 ORDER BY s.created_at`,
      [evseId],
    );
  }

  async session(reference: string): Promise<SessionFacts> {
    const [found] = await this.rows<SessionFacts>(`${SESSION} WHERE s.reference = $1`, [reference]);
    if (!found) throw new Error(`no session ${reference}`);
    return found;
  }

  /** Waits until the meter of a running session has counted more than so much. */
  async expectEnergy(reference: string, moreThanWh: number): Promise<void> {
    const sql =
      "SELECT (meter_last_wh - meter_start_wh)::int AS wh FROM charging_sessions WHERE reference = $1";
    await expect
      .poll(async () => (await this.rows<{ wh: number | null }>(sql, [reference]))[0]?.wh ?? 0)
      .toBeGreaterThan(moreThanWh);
  }

  /** Balance of a payment's ledger accounts, in minor units; accounts at zero are left out. */
  async ledger(paymentId: string): Promise<Record<string, number>> {
    const rows = await this.rows<{ account: string; minor: number }>(
      `SELECT e.account, sum(e.amount_minor)::int AS minor FROM ledger_entries e
       JOIN ledger_postings p ON p.id = e.posting_id WHERE p.payment_id = $1
       GROUP BY e.account HAVING sum(e.amount_minor) <> 0 ORDER BY e.account`,
      [paymentId],
    );
    return Object.fromEntries(rows.map(({ account, minor }) => [account, minor]));
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}
