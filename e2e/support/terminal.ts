import { expect } from "@playwright/test";
import type { WorldInfo } from "./world-file";

/** A tap at the virtual terminal, as the simulated provider knows it. */
export interface Tap {
  readonly id: string;
  readonly state: string;
  /** The driver's code, once the CPO has sent it. */
  readonly reference: string | null;
  readonly kwh: number;
  readonly holdMinor: number;
  readonly capturedMinor: number | null;
  readonly cdrIds: readonly string[];
  readonly total: { readonly grossMinor: number } | null;
}

/** A CDR as the provider has received it, in OCPI 2.2.1. */
export interface ReceivedCdr {
  readonly id: string;
  readonly total_cost: { readonly incl_vat?: number };
  readonly signed_data?: { readonly encoding_method: string };
}

interface Location {
  readonly id: string;
  readonly evses?: readonly { readonly uid: string; readonly physical_reference?: string }[];
}

/** One provider of payment terminals of the demo, through the control API of its simulator. */
export class TerminalControl {
  constructor(
    private readonly world: WorldInfo,
    private readonly provider: string,
  ) {}

  /** The page of the virtual terminal, with its screen, its reader and a driver's cards. */
  async screen(): Promise<string> {
    await this.readPlaces();
    return `${this.world.urls.terminals}/terminals/${this.provider}/${await this.terminalId()}`;
  }

  /** A card is held to the terminal for the EVSE with this label. */
  async tap(label: string, card = "visa"): Promise<Tap> {
    await this.readPlaces();
    const locations = await this.call<readonly Location[]>("GET", "objects/locations");
    for (const location of locations) {
      const evse = location.evses?.find(({ physical_reference }) => physical_reference === label);
      if (!evse) continue;
      const place = { locationId: location.id, evseUid: evse.uid, connectorId: "1" };
      return this.call<Tap>("POST", "taps", { terminalId: await this.terminalId(), ...place, card });
    }
    throw new Error(`${this.provider} knows no EVSE ${label}`);
  }

  /** The tap whose driver has this code. */
  async tapOf(code: string): Promise<Tap> {
    const taps = await this.call<readonly Tap[]>("GET", "transactions");
    const found = taps.find(({ reference }) => reference === code);
    if (!found) throw new Error(`no tap has the code ${code}`);
    return found;
  }

  /** The CDRs of a tap, as they came from us. */
  async cdrsOf({ cdrIds }: Tap): Promise<readonly ReceivedCdr[]> {
    const cdrs = await this.call<readonly ReceivedCdr[]>("GET", "objects/cdrs");
    return cdrs.filter(({ id }) => cdrIds.includes(id));
  }

  stop(tap: Tap): Promise<unknown> {
    return this.call("POST", `transactions/${tap.id}/stop`);
  }

  read(tap: Tap): Promise<Tap> {
    return this.call<Tap>("GET", `transactions/${tap.id}`);
  }

  /** Waits until the tap is as wished. */
  async until(tap: Tap, wish: (now: Tap) => boolean): Promise<Tap> {
    await expect.poll(async () => wish(await this.read(tap)), { timeout: 45_000 }).toBe(true);
    return this.read(tap);
  }

  /** The simulator reads what it may show, whether our pushes have come already or not. */
  private readPlaces(): Promise<unknown> {
    return this.call("POST", "crawl", { modules: ["locations", "tariffs"] });
  }

  private async terminalId(): Promise<string> {
    const { tokenPrefix } = await this.call<{ readonly tokenPrefix: string }>("GET", "");
    return `${tokenPrefix}-0001`;
  }

  private async call<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(
      `${this.world.urls.terminals}/control/providers/${this.provider}${path && `/${path}`}`,
      {
        method,
        headers: { "content-type": "application/json" },
        ...(body || method === "POST" ? { body: JSON.stringify(body ?? {}) } : {}),
      },
    );
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }
}
