import type { OpenedPartner } from "@/lib/ocpi/partner/open-partner";
import type { OcpiDeps } from "@/lib/ocpi/server/server.model";
import type { RunFacts } from "../facts.model";

/** What an act works with: the partner as it is registered now, and what was seen so far. */
export interface ActCall {
  readonly deps: OcpiDeps;
  readonly opened: OpenedPartner;
  readonly facts: RunFacts;
}

/** Does something for a step. Null, or a sentence about why it could not be done; what it has caused is observed, not told. */
export type Act = (call: ActCall) => Promise<string | null>;
