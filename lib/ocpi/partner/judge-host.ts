import { env } from "@/lib/env";
import { hostFault } from "./host.rules";

/** What is wrong with a host that somebody proposes for a connection of this installation; null when nothing is. */
export function judgeHost(host: string): string | null {
  return hostFault(host, env().KERBWATT_MODE !== "live");
}
