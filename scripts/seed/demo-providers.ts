import type { ConnectionVersion } from "@/lib/subscriptions/connection.model";
import type { RequestModule } from "@/lib/subscriptions/request.model";

/** A provider of payment terminals in the demo: what its request says, and where its terminal stands. */
export interface DemoProvider {
  /** Its id in the simulator, and the prefix of its tokens. */
  readonly id: string;
  readonly prefix: string;
  readonly name: string;
  readonly provider: string;
  readonly version: ConnectionVersion;
  readonly role: "EMSP" | "PTP";
  readonly countryCode: string;
  readonly modules: readonly RequestModule[];
  /** Party of the CPO, and the labels of the EVSEs that its terminal serves. */
  readonly cpo: string;
  readonly evses: readonly string[];
  readonly isLive: boolean;
  readonly vatPercent: string | null;
}

const MODULES: readonly RequestModule[] = ["locations", "tariffs", "sessions", "cdrs", "commands"];

/** One live provider per OCPI version, and one that waits for its review. */
export const PROVIDERS: readonly DemoProvider[] = [
  {
    id: "nayax",
    prefix: "NYX",
    name: "Nayax kiosk",
    provider: "nayax",
    version: "2.3.0",
    role: "PTP",
    countryCode: "NL",
    modules: [...MODULES, "payments"],
    cpo: "NLM",
    evses: ["UZ-1A", "UZ-1B"],
    isLive: true,
    vatPercent: null,
  },
  {
    id: "fortech",
    prefix: "FTC",
    name: "Fortech outdoor terminal",
    provider: "fortech",
    version: "2.1.1",
    role: "EMSP",
    countryCode: "NL",
    modules: MODULES,
    cpo: "NLM",
    evses: ["MK-7L", "MK-7R"],
    isLive: true,
    vatPercent: "21",
  },
  {
    id: "scheidt-bachmann",
    prefix: "SBM",
    name: "Scheidt & Bachmann",
    provider: "scheidt_bachmann",
    version: "2.2.1",
    role: "EMSP",
    countryCode: "DE",
    modules: MODULES,
    cpo: "NLD",
    evses: ["HQ-1"],
    isLive: true,
    vatPercent: null,
  },
  {
    id: "payter",
    prefix: "PTR",
    name: "Payter kiosk",
    provider: "payter",
    version: "2.2.1",
    role: "PTP",
    countryCode: "NL",
    modules: MODULES,
    cpo: "NLD",
    evses: ["HQ-2"],
    isLive: false,
    vatPercent: null,
  },
];
