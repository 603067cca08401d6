import { getScanView } from "@/lib/sessions/get-scan-view";
import { openCheckout } from "@/lib/sessions/open-checkout";
import { resolveReturn } from "@/lib/sessions/resolve-return";
import type { PayWith } from "@/simulators/mollie/catalogue.model";
import type { TestStation } from "./station";
import type { Row, World } from "./world";

let serial = 0;

/** Another device in another network, so that limits never meet two drivers. */
function someone(): { deviceToken: string; network: string } {
  serial += 1;
  return {
    deviceToken: `device-${serial}`,
    network: `10.${(serial >> 16) % 256}.${(serial >> 8) % 256}.${serial % 256}`,
  };
}

/** One driver's visit, from the checkout on. */
export class Visit {
  returnToken = "";

  constructor(
    readonly world: World,
    readonly sessionId: string,
    readonly paymentId: string,
    readonly token: string,
    /** Empty until the PSP has answered. */
    public pspId: string,
  ) {}

  /** At the PSP's page. */
  async pay(payWith: PayWith = "visa", challenge?: "approve" | "refuse" | "abandon"): Promise<void> {
    const url = await this.world.mollie.checkout(this.pspId).pay(payWith, challenge);
    this.returnToken = url.split("/return/")[1] ?? "";
  }

  /** The browser is sent back to us. */
  async comeBack(): Promise<void> {
    await resolveReturn(this.world.context, this.world.psp, { returnToken: this.returnToken });
  }

  async session(): Promise<Row> {
    return one(await this.world.sql("SELECT * FROM charging_sessions WHERE id = $1", [this.sessionId]));
  }

  async payment(): Promise<Row> {
    return one(await this.world.sql("SELECT * FROM payments WHERE id = $1", [this.paymentId]));
  }

  async state(): Promise<string> {
    return String((await this.session()).state);
  }

  /** Session state, reason, payment state, taken minor units: the end of a visit in one line. */
  async end(): Promise<string> {
    const session = await this.session();
    const payment = await this.payment();
    const kept = Number(payment.captured_minor) - Number(payment.refunded_minor);
    return [session.state, session.reason, payment.state, kept].join(" ");
  }

  /** Names of the session's events in order. */
  async events(): Promise<string[]> {
    const rows = await this.world.sql("SELECT kind FROM session_events WHERE session_id = $1 ORDER BY seq", [
      this.sessionId,
    ]);
    return rows.map(({ kind }) => String(kind));
  }

  /** The newest token that the station was given. */
  async idTag(): Promise<string> {
    const rows = await this.world.sql(
      "SELECT id_tag FROM start_attempts WHERE session_id = $1 ORDER BY number DESC LIMIT 1",
      [this.sessionId],
    );
    return String(one(rows).id_tag);
  }

  /** Somebody at the PSP ends the hold, without our doing. */
  async loseHold(apiKey: string): Promise<void> {
    const headers = { authorization: `Bearer ${apiKey}` };
    const url = `${this.world.mollie.apiUrl}payments/${this.pspId}/release-authorization`;
    const response = await fetch(url, { method: "POST", headers });
    if (!response.ok) throw new Error(`the hold stays: ${response.status}`);
    await this.world.run(2_000);
  }

  async count(table: "cdrs" | "receipts" | "start_attempts" | "ocpp_transactions"): Promise<number> {
    const rows = await this.world.sql(`SELECT count(*)::int AS count FROM ${table} WHERE session_id = $1`, [
      this.sessionId,
    ]);
    return Number(one(rows).count);
  }

  async commands(kind: string): Promise<string[]> {
    const rows = await this.world.sql(
      "SELECT state FROM station_commands WHERE session_id = $1 AND kind = $2 ORDER BY created_at, id",
      [this.sessionId, kind],
    );
    return rows.map(({ state }) => String(state));
  }
}

export function one(rows: readonly Row[]): Row {
  const [row] = rows;
  if (!row) throw new Error("a row was expected");
  return row;
}

/** A fresh quote for the station's sticker. */
export async function scan(station: TestStation, deviceToken: string | null = null) {
  const { world, site } = station;
  return getScanView(world.context, { code: site.code, locale: "en", deviceToken });
}

/** Scans and presses pay; the driver now stands at the PSP's page. */
export async function checkout(station: TestStation, holdIndex = 1): Promise<Visit> {
  const who = someone();
  const view = await scan(station, who.deviceToken);
  if (view.state === "UNAVAILABLE") throw new Error(`not available: ${view.reason}`);
  return submit(station, { quoteId: view.quoteId, holdIndex, ...who });
}

/** Presses pay for a known quote. */
export async function submit(
  { world }: TestStation,
  input: { quoteId: string; holdIndex?: number; deviceToken: string; network: string },
): Promise<Visit> {
  const result = await openCheckout(world.context, world.psp, { holdIndex: 1, locale: "en", ...input });
  if (result.kind === "refused") throw new Error(`refused: ${result.reason}`);
  return visitOf(world, input.quoteId, result.controlToken);
}

export async function visitOf(world: World, quoteId: string, token: string): Promise<Visit> {
  const row = one(
    await world.sql(
      "SELECT s.id, s.payment_id, p.psp_payment_id FROM charging_sessions s JOIN payments p ON p.id = s.payment_id WHERE s.quote_id = $1",
      [quoteId],
    ),
  );
  return new Visit(world, String(row.id), String(row.payment_id), token, String(row.psp_payment_id ?? ""));
}

/** Paid with a card and told to the product; jobs have run. */
export async function paid(station: TestStation, payWith: PayWith = "visa", holdIndex = 1): Promise<Visit> {
  const visit = await checkout(station, holdIndex);
  await visit.pay(payWith);
  await station.world.run(1_000);
  return visit;
}

/** Plugged, paid and charging. */
export async function charging(
  station: TestStation,
  payWith: PayWith = "visa",
  holdIndex = 1,
): Promise<Visit> {
  await station.plug();
  const visit = await paid(station, payWith, holdIndex);
  const state = await visit.state();
  if (state !== "CHARGING") throw new Error(`not charging: ${state} ${(await visit.events()).join(" ")}`);
  return visit;
}
