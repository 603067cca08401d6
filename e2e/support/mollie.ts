import type { WorldInfo } from "./world-file";

/** The part of the simulator's record of a payment that tests look at. */
export interface PspPayment {
  readonly id: string;
  readonly status: string;
  readonly amount: { readonly minor: number; readonly currency: string };
  readonly captures: readonly { readonly minor: number; readonly status: string }[];
  readonly refunds: readonly { readonly minor: number; readonly status: string }[];
  readonly [fact: string]: unknown;
}

/** The bank's and the payer's side of the payment simulator; see simulators/mollie/README.md. */
export class MollieControl {
  constructor(private readonly world: WorldInfo) {}

  payment(id: string): Promise<PspPayment> {
    return this.call("GET", `payments/${id}`) as Promise<PspPayment>;
  }

  /** Acts as the payer without a browser; answers where the browser would be sent. */
  async act(id: string, action: Record<string, unknown>): Promise<string> {
    const answer = (await this.call("POST", `payments/${id}/actions`, action)) as { redirectUrl: string };
    return answer.redirectUrl;
  }

  /** Arms a fault; answers its id. */
  async fault(fault: Record<string, unknown>): Promise<string> {
    return ((await this.call("POST", "faults", fault)) as { id: string }).id;
  }

  async clearFault(id: string): Promise<void> {
    await this.call("DELETE", `faults/${id}`);
  }

  async settings(patch: Record<string, unknown>): Promise<void> {
    await this.call("PATCH", "settings", patch);
  }

  private async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(`${this.world.urls.mollie}/__emu/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === "" ? null : JSON.parse(text);
  }
}
