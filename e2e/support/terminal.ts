import { expect } from "@playwright/test";
import type { WorldInfo } from "./world-file";

/** A tap at the virtual terminal, as the simulated provider knows it. */
export interface Tap {
  readonly id: string;
  readonly state: string;
  /** The driver's code, once the CPO has sent it. */
  readonly reference: string | null;
  readonly kwh: number;
  readonly capturedMinor: number | null;
  readonly cdrIds: readonly string[];
  readonly total: { readonly grossMinor: number } | null;
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

  /** A card is held to the terminal for the EVSE with this label. */
  async tap(label: string, card = "visa"): Promise<Tap> {
    await this.call("POST", "crawl", { modules: ["locations", "tariffs"] });
    const locations = await this.call<readonly Location[]>("GET", "objects/locations");
    for (const location of locations) {
      const evse = location.evses?.find(({ physical_reference }) => physical_reference === label);
      if (!evse) continue;
      const place = { locationId: location.id, evseUid: evse.uid, connectorId: "1" };
      const { tokenPrefix } = await this.call<{ readonly tokenPrefix: string }>("GET", "");
      return this.call<Tap>("POST", "taps", { terminalId: `${tokenPrefix}-0001`, ...place, card });
    }
    throw new Error(`${this.provider} knows no EVSE ${label}`);
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
