import { policyOf } from "@/lib/ocpi/partner/open-partner";
import type { ActCall } from "./act.model";

/** The simulator did not do what it was asked; the sentence is for people. */
export class ControlFault extends Error {}

/**
 * One call of a simulator's control API, by the same safe client as every other call (SEC-40): it reaches this machine only
 * outside of live mode. Throws `ControlFault`.
 */
export async function controlCall(
  { deps, opened }: ActCall,
  method: "GET" | "POST" | "PUT",
  url: string,
  body?: unknown,
): Promise<unknown> {
  const result = await deps.outbound.send({
    peer: `simulator:${opened.connection.subscriptionId}`,
    policy: policyOf(opened.connection),
    method,
    url,
    authorization: null,
    headers: {},
    ...(body === undefined ? {} : { body }),
  });
  if (!result.ok)
    throw new ControlFault(`The simulator at ${new URL(url).origin} is not there (${result.fault}).`);
  if (result.status >= 200 && result.status < 300) return result.body;
  const { error = `HTTP ${result.status}` } = (result.body ?? {}) as { error?: unknown };
  throw new ControlFault(`The simulator says: ${String(error).slice(0, 200)}`);
}
