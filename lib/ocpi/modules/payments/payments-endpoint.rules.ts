import { endpointUrl } from "../../exchange/endpoint-url.rules";

export type PaymentsPart = "terminals" | "financial-advice-confirmations";

const PART = /\/(terminals|financial-advice-confirmations)\/*$/;

/**
 * An address below a provider's payments endpoint. The module has one identifier and two sub-interfaces, and some providers
 * advertise one of these as the endpoint: a known suffix is taken off first (OCPI payments).
 */
export function paymentsUrl(endpoint: string, part: PaymentsPart, segments: readonly string[] = []): string {
  const base = new URL(endpoint);
  base.pathname = base.pathname.replace(PART, "");
  return endpointUrl(base.href, [part, ...segments]);
}
