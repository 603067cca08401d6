import type { Provider } from "../provider";
import type { Confirmation, Terminal } from "../provider-state.model";
import { terminalObject } from "../wire/terminal.rules";
import { joinUrl, paymentsBase } from "../wire/versions.rules";
import { callPeer, isSuccess, type PeerAnswer } from "./call-peer";
import { peerEndpoint } from "./crawl";

function url(provider: Provider, part: "terminals" | "financial-advice-confirmations"): string {
  return joinUrl(paymentsBase(peerEndpoint(provider, "payments", "RECEIVER")), part);
}

/** POST terminals: tells the CPO of a terminal (mod_payments 5.2.2). */
export function announceTerminal(provider: Provider, terminal: Terminal): Promise<PeerAnswer> {
  return callPeer(provider, {
    method: "POST",
    url: url(provider, "terminals"),
    module: "payments",
    body: terminalObject(terminal),
  });
}

/** POST financial-advice-confirmations (mod_payments 5.4.2). */
export function sendConfirmation(provider: Provider, confirmation: Confirmation): Promise<PeerAnswer> {
  return callPeer(provider, {
    method: "POST",
    url: url(provider, "financial-advice-confirmations"),
    module: "payments",
    body: confirmation.body,
  });
}

/** Pauses before each try, as multiples of the world's pause. */
const PAUSES = [0, 0.1, 0.5, 2, 5, 10];

/** Tries a call until the CPO takes it; gives up after the last pause or when the simulator stops. */
export async function persistently(provider: Provider, call: () => Promise<PeerAnswer>): Promise<boolean> {
  for (const pause of PAUSES) {
    if (pause > 0 && !(await provider.world.sleep(pause * provider.world.retryMs))) return false;
    if (provider.state.connection.status !== "connected") return false;
    if (isSuccess(await call())) return true;
  }
  return false;
}
