import { randomBytes, randomUUID } from "node:crypto";
import { type ProviderConfig, type Settings, settingsOf } from "./config.model";
import { FaultSwitches } from "./faults.model";
import type { MessageLog } from "./message-log";
import { emptyConnection, type ProviderState, type Terminal } from "./provider-state.model";
import type { Party } from "./wire/credentials.rules";
import { hasPayments, OCPI_VERSIONS, type OcpiVersion } from "./wire/versions.rules";

/** What all providers of one simulator share. */
export interface World {
  readonly log: MessageLog;
  readonly now: () => Date;
  /** Address under which the CPO reaches us, without a slash at the end. */
  readonly publicUrl: () => string;
  /** Something changed that a page may show. */
  readonly changed: () => void;
  /** Work that goes on after an answer; awaited when the simulator stops. */
  readonly background: (work: () => Promise<void>) => void;
  /** Resolves false when the simulator stopped meanwhile. */
  readonly sleep: (ms: number) => Promise<boolean>;
  /** Pause before a failed call is tried again. */
  readonly retryMs: number;
  /** Sessions that other providers of this simulator know. */
  readonly foreignSessionIds: (providerId: string) => string[];
}

/** A token of 32 random bytes: 43 printable characters (credentials 7.4.1 allows 64). */
export const newToken = (): string => randomBytes(32).toString("base64url");

/** One party of a terminal provider, with its connection to a CPO, its terminals and its transactions. */
export class Provider {
  readonly id: string;
  readonly countryCode: string;
  readonly partyId: string;
  readonly role: string;
  readonly tokenPrefix: string;
  readonly separator: string;
  readonly versions: readonly OcpiVersion[];
  readonly faults: FaultSwitches;
  readonly state: ProviderState;
  settings: Settings;

  constructor(
    readonly config: ProviderConfig,
    readonly world: World,
  ) {
    this.id = config.id;
    this.countryCode = config.countryCode;
    this.partyId = config.partyId;
    this.role = config.role;
    this.tokenPrefix = config.tokenPrefix;
    this.separator = config.separator;
    this.versions = config.versions ?? (config.version === undefined ? OCPI_VERSIONS : [config.version]);
    this.settings = settingsOf(config);
    this.faults = new FaultSwitches(world.changed);
    this.state = {
      connection: emptyConnection(),
      terminals: new Map(),
      objects: { locations: new Map(), tariffs: new Map(), sessions: new Map(), cdrs: new Map() },
      transactions: new Map(),
      confirmations: new Map(),
    };
    for (const terminal of config.terminals) this.addTerminal(terminal);
  }

  get party(): Party {
    return {
      countryCode: this.countryCode,
      partyId: this.partyId,
      role: this.role,
      name: this.settings.name,
    };
  }

  /** `…/ocpi/<id>`, the root of this provider's OCPI addresses. */
  get rootUrl(): string {
    return `${this.world.publicUrl()}/ocpi/${this.id}`;
  }

  get versionsUrl(): string {
    return `${this.rootUrl}/versions`;
  }

  /** Address of a version's details; the modules lie below it. */
  versionUrl(version: OcpiVersion): string {
    return `${this.rootUrl}/${version}`;
  }

  /** The version in use. Throws when the provider is not connected. */
  connectedVersion(): OcpiVersion {
    const { status, version } = this.state.connection;
    if (status !== "connected" || version === null) throw new RangeError(`${this.id} is not connected`);
    return version;
  }

  hasPayments(version: OcpiVersion): boolean {
    return hasPayments(version, this.settings.directPayment);
  }

  /** A uid that the CPO recognises as ours: prefix, separator, random; at most 36 characters. */
  newTokenUid(prefix = this.tokenPrefix): string {
    const random = randomUUID().replaceAll("-", "").toUpperCase();
    return `${prefix}${this.separator}${random}`.slice(0, 36);
  }

  addTerminal({ serial, ...config }: ProviderConfig["terminals"][number]): Terminal {
    const reference = config.reference ?? serial;
    const terminal: Terminal = {
      ...config,
      ...(reference !== undefined && { reference }),
      active: true,
      lastUpdated: this.world.now().toISOString(),
      selection: null,
    };
    this.state.terminals.set(terminal.id, terminal);
    this.world.changed();
    return terminal;
  }

  terminal(id: string): Terminal {
    const terminal = this.state.terminals.get(id);
    if (terminal === undefined) throw new RangeError(`no terminal ${id}`);
    return terminal;
  }
}
