/** Everything that can be made to go wrong. `switch` stays on; `act` happens once, when its button is pressed. */
export interface FaultDescription {
  readonly name: string;
  readonly kind: "switch" | "act";
  readonly label: string;
  readonly description: string;
  /** What `value` means, and what it is when nobody says. */
  readonly value?: { readonly meaning: string; readonly standard: number };
}

export const FAULTS = [
  {
    name: "deadResponseUrl",
    kind: "switch",
    label: "Dead response_url",
    description: "The command result is met by a closed connection.",
  },
  {
    name: "slowResponseUrl",
    kind: "switch",
    label: "Slow response_url",
    description: "The command result is acknowledged late.",
    value: { meaning: "milliseconds", standard: 30_000 },
  },
  {
    name: "redirectingResponseUrl",
    kind: "switch",
    label: "Redirecting response_url",
    description:
      "The command result is answered with a 307 to another path; a client that follows it is noted.",
  },
  {
    name: "foreignResponseUrl",
    kind: "switch",
    label: "Foreign response_url",
    description: "Commands name a response_url on an address inside the CPO's cloud.",
  },
  {
    name: "duplicateStart",
    kind: "switch",
    label: "Duplicate start",
    description: "START_SESSION is sent five times at once with the same token and reference.",
    value: { meaning: "copies", standard: 5 },
  },
  {
    name: "foreignStop",
    kind: "act",
    label: "Stop a foreign session",
    description: "STOP_SESSION for a session of another provider, or for an id that does not exist.",
  },
  {
    name: "wrongTokenPrefix",
    kind: "switch",
    label: "Wrong token prefix",
    description: "The token uid does not begin with the agreed prefix.",
  },
  {
    name: "reusedToken",
    kind: "switch",
    label: "Reused token",
    description: "The uid of the transaction before is sent again, with a new reference.",
  },
  {
    name: "rfidTokenType",
    kind: "switch",
    label: "RFID token type",
    description: "A paid start carries token type RFID instead of AD_HOC_USER.",
  },
  {
    name: "lostCdrAck",
    kind: "switch",
    label: "CDR answered with 500",
    description: "The CDR is accepted and settled, but the CPO is told 500.",
  },
  {
    name: "droppedCdrAck",
    kind: "switch",
    label: "CDR answer lost",
    description: "The CDR is accepted and settled, then the connection closes without an answer.",
  },
  {
    name: "doubleCdrAck",
    kind: "switch",
    label: "CDR acknowledged twice",
    description: "Two complete answers are written for one CDR.",
  },
  {
    name: "facDiffers",
    kind: "switch",
    label: "Capture differs",
    description: "More or less than the CDR's total is captured and confirmed.",
    value: { meaning: "minor units more (or less, when negative)", standard: 150 },
  },
  {
    name: "facFailed",
    kind: "switch",
    label: "Capture fails",
    description: "Nothing is captured; the confirmation says FAILED.",
  },
  {
    name: "facBeforeCdr",
    kind: "switch",
    label: "Confirmation before the CDR",
    description: "The confirmation leaves when the session is completed, before its CDR has come.",
  },
  {
    name: "duplicateFac",
    kind: "switch",
    label: "Confirmation twice",
    description: "The same confirmation is sent twice with one id.",
  },
  {
    name: "lostFac",
    kind: "switch",
    label: "Confirmation lost",
    description: "The capture happens, but no confirmation is sent; it can only be read.",
  },
  {
    name: "malformedJson",
    kind: "switch",
    label: "Malformed JSON",
    description: "Bodies that we send and answers that we give break off in the middle.",
  },
  {
    name: "oversizedBody",
    kind: "switch",
    label: "Oversized bodies",
    description: "Bodies and answers are padded.",
    value: { meaning: "bytes", standard: 5_000_000 },
  },
  {
    name: "refuseTokens",
    kind: "switch",
    label: "401 storm",
    description: "Every token of the CPO is refused.",
  },
  {
    name: "slowEverything",
    kind: "switch",
    label: "Everything slow",
    description: "Every answer waits.",
    value: { meaning: "milliseconds", standard: 5_000 },
  },
  {
    name: "versionsDown",
    kind: "switch",
    label: "Versions endpoint down",
    description: "Versions and version details answer 503.",
  },
  {
    name: "wrongPartyInPath",
    kind: "act",
    label: "Wrong party in the path",
    description: "A token is pushed below the path of a party that is not ours.",
  },
  {
    name: "wrongRouting",
    kind: "switch",
    label: "Wrong routing headers",
    description: "OCPI-to-party-id names a party that the CPO does not have.",
  },
] as const satisfies readonly FaultDescription[];

export type FaultName = (typeof FAULTS)[number]["name"];

export interface ArmedFault {
  readonly name: FaultName;
  /** How often it still happens; null without end. */
  readonly times: number | null;
  readonly value: number;
}

export const faultDescription = (name: string): FaultDescription | undefined =>
  FAULTS.find((fault) => fault.name === name);

/** The switches of one provider. */
export class FaultSwitches {
  private readonly armed = new Map<FaultName, { times: number | null; value: number }>();

  constructor(private readonly changed: () => void) {}

  /** Turns a fault on: for `times` occasions, or until it is turned off. */
  arm(
    name: FaultName,
    options: { readonly times?: number | undefined; readonly value?: number | undefined } = {},
  ) {
    const standard = faultDescription(name)?.value?.standard ?? 0;
    this.armed.set(name, { times: options.times ?? null, value: options.value ?? standard });
    this.changed();
  }

  disarm(name: FaultName): void {
    if (this.armed.delete(name)) this.changed();
  }

  clear(): void {
    this.armed.clear();
    this.changed();
  }

  /** Null when the fault is off, else its value; uses it up once. */
  take(name: FaultName): number | null {
    const fault = this.armed.get(name);
    if (fault === undefined) return null;
    if (fault.times !== null) {
      fault.times -= 1;
      if (fault.times <= 0) this.armed.delete(name);
      this.changed();
    }
    return fault.value;
  }

  list(): ArmedFault[] {
    return [...this.armed].map(([name, { times, value }]) => ({ name, times, value }));
  }
}
