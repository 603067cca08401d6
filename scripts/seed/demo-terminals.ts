// The payment terminals of the demo: acceptance connections of Noordlicht. One per OCPI version is live from the beginning,
// with tokens on both sides; one more waits for its review, so that the way from request to live can be walked.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Context } from "@/lib/db/context";
import { judgeHost } from "@/lib/ocpi/partner/judge-host";
import { codecOf } from "@/lib/ocpi/versions/registry";
import { admitHandshake } from "@/lib/subscriptions/admit-handshake";
import { approveHosts } from "@/lib/subscriptions/approve-hosts";
import { approveSubscription } from "@/lib/subscriptions/approve-subscription";
import { assignTerminal } from "@/lib/subscriptions/assign-terminal";
import { beginTest } from "@/lib/subscriptions/begin-test";
import { changeSettings } from "@/lib/subscriptions/change-settings";
import { completeRegistration } from "@/lib/subscriptions/complete-registration";
import { connectionSettingsSchema } from "@/lib/subscriptions/connection.model";
import { draftSubscription } from "@/lib/subscriptions/draft-subscription";
import { endHandshake } from "@/lib/subscriptions/end-handshake";
import { goLive } from "@/lib/subscriptions/go-live";
import { issueRequestLink } from "@/lib/subscriptions/issue-request-link";
import { markTested } from "@/lib/subscriptions/mark-tested";
import { preparePartnerToken } from "@/lib/subscriptions/prepare-partner-token";
import { registerTerminal } from "@/lib/subscriptions/register-terminal";
import { staffActor } from "@/lib/subscriptions/staff-act";
import { submitRequest } from "@/lib/subscriptions/submit-request";
import { takeIntoReview } from "@/lib/subscriptions/take-into-review";
import type { Principal } from "@/lib/tenants/access.model";
import { emptyConnection } from "@/simulators/terminal-provider/provider-state.model";
import { ourEndpoints } from "@/simulators/terminal-provider/wire/versions.rules";
import { type DemoProvider, PROVIDERS } from "./demo-providers";

/** What the seed hands in: where things are, and secrets that belong to this installation. */
export interface TerminalSeed {
  readonly context: Context;
  readonly folder: string;
  readonly publicUrl: string;
  /** Address of the terminal simulator. */
  readonly simulatorUrl: string;
  readonly derived: (name: string, length: number) => string;
}

/** Makes what is missing of the connections, and the file from which the simulator knows its side. */
export async function seedTerminals(seed: TerminalSeed): Promise<void> {
  const owner = await findOwner(seed.context);
  const places = await findPlaces(seed.context, owner.clientId);
  for (const provider of PROVIDERS) {
    const known = await seed.context.db.withClient(owner.clientId, (tx) =>
      tx.subscription.count({ where: { tokenPrefix: provider.prefix } }),
    );
    if (known === 0) await seedConnection(seed, owner, places, provider);
  }
  const live = await findLive(seed.context, owner.clientId);
  const file = path.join(seed.folder, "terminals.json");
  writeFileSync(file, JSON.stringify(PROVIDERS.map(simulatorEntry(seed, places, live)), null, 2), {
    mode: 0o600,
  });
  keepSimulatorState(seed, places, live);
}

/**
 * The providers that this seed has opened. One that an older seed has left waiting for its review is not among them, whatever
 * the list says today.
 */
async function findLive(context: Context, clientId: string): Promise<readonly DemoProvider[]> {
  const rows = await context.db.withClient(clientId, (tx) =>
    tx.subscription.findMany({ where: { state: "LIVE" }, select: { tokenPrefix: true } }),
  );
  const prefixes = new Set(rows.map(({ tokenPrefix }) => tokenPrefix));
  return PROVIDERS.filter(({ isLive, prefix }) => isLive && prefixes.has(prefix));
}

async function findOwner(context: Context): Promise<Principal> {
  const user = await context.db.withSystem((tx) =>
    tx.user.findUniqueOrThrow({ where: { email: "demo@kerbwatt.example" } }),
  );
  const { id: userId, clientId, role, name, email } = user;
  return { userId, clientId, role, name, email };
}

interface Places {
  readonly cpos: ReadonlyMap<
    string,
    { readonly id: string; readonly countryCode: string; readonly name: string }
  >;
  readonly evseIds: ReadonlyMap<string, string>;
}

async function findPlaces(context: Context, clientId: string): Promise<Places> {
  return context.db.withClient(clientId, async (tx) => {
    const cpos = await tx.cpo.findMany({
      select: { id: true, countryCode: true, partyId: true, name: true },
    });
    const evses = await tx.evse.findMany({ select: { id: true, label: true } });
    return {
      cpos: new Map(cpos.map((cpo) => [cpo.partyId, cpo])),
      evseIds: new Map(evses.map(({ id, label }) => [label, id])),
    };
  });
}

const evseIdsOf = ({ evses }: DemoProvider, { evseIds }: Places): string[] =>
  evses.flatMap((label) => evseIds.get(label) ?? []);

const terminalIdOf = ({ prefix }: DemoProvider): string => `${prefix}-0001`;

async function seedConnection(
  seed: TerminalSeed,
  owner: Principal,
  places: Places,
  provider: DemoProvider,
): Promise<void> {
  const { context } = seed;
  const id = await draftSubscription(context, owner, {
    name: provider.name,
    provider: provider.provider,
    environment: "ACCEPTANCE",
    cpoIds: [places.cpos.get(provider.cpo)?.id ?? ""],
  });
  const { token } = await issueRequestLink(context, owner, id);
  const simulator = new URL(seed.simulatorUrl).host;
  await submitRequest(
    context,
    { token, remote: "demo seed" },
    {
      countryCode: provider.countryCode,
      partyId: provider.prefix,
      prefix: provider.prefix,
      separator: "-",
      version: provider.version,
      modules: [...provider.modules],
      peerRole: provider.role,
      versionsUrl: `${seed.simulatorUrl}/ocpi/${provider.id}/versions`,
      hosts: [simulator],
      contactName: "Integration desk",
      contactEmail: `integration@${provider.id}.example`,
      contactPhone: "",
      note: "A simulated provider on this machine.",
    },
    judgeHost,
  );
  const terminalId = await registerTerminal(context, owner, {
    subscriptionId: id,
    terminalId: terminalIdOf(provider),
    label: `${provider.name} at ${provider.evses.join(" and ")}`,
    brand: null,
    model: null,
    reference: `${provider.prefix}-SN-0001`,
    customerReference: null,
  });
  const evseIds = evseIdsOf(provider, places);
  await assignTerminal(context, owner, terminalId, { locationIds: [], evseIds });
  if (provider.isLive) await openConnection(seed, owner, id, provider);
}

/** Review, tokens on both sides and a passed test, as people and partners would have done it. */
async function openConnection(
  seed: TerminalSeed,
  owner: Principal,
  id: string,
  provider: DemoProvider,
): Promise<void> {
  const { context } = seed;
  const ports = { judgeHost, knownVersions: [] };
  const hosts = [new URL(seed.simulatorUrl).host];
  await takeIntoReview(context, owner, id);
  await approveHosts(context, owner, { subscriptionId: id, hosts }, judgeHost);
  await changeSettings(context, owner, id, {
    settings: connectionSettingsSchema.parse({ grossCostsIn211: provider.version === "2.1.1" }),
    tokenEncoding: "auto",
    publishAllCdrs: true,
    directPayment: false,
    vatPercent: provider.vatPercent,
    version: provider.version,
    modules: [...provider.modules],
  });
  await approveSubscription(context, owner, id, ports);
  const ref = { clientId: owner.clientId, subscriptionId: id, by: staffActor(owner) };
  const random = { bytes: () => Buffer.from(seed.derived(`terminals:${provider.id}:ours`, 64), "hex") };
  const claim = await admitHandshake(context, ref);
  const { credentialId } = await preparePartnerToken({ ...context, random }, claim, null);
  const { version, prefix, countryCode, role, name } = provider;
  await completeRegistration(context, claim, {
    credentialId,
    peer: {
      token: partnerToken(seed, provider),
      versionsUrl: `${simulatorRoot(seed, provider)}/versions`,
      version,
      endpoints: ourEndpoints(version, `${simulatorRoot(seed, provider)}/${version}`, false).map(
        (endpoint) => ({
          ...endpoint,
          role: endpoint.role ?? null,
        }),
      ),
      roles: [{ role, countryCode, partyId: prefix, name }],
      encoding: null,
    },
  });
  await endHandshake(context, claim);
  const run = { clientId: owner.clientId, subscriptionId: id, runNumber: 0, by: staffActor(owner) };
  await beginTest(context, run);
  await markTested(context, { ...run, passed: true });
  await goLive(context, owner, id, ports);
}

const simulatorRoot = ({ simulatorUrl }: TerminalSeed, { id }: DemoProvider): string =>
  `${simulatorUrl}/ocpi/${id}`;

/** Token with which we call the provider. */
const partnerToken = ({ derived }: TerminalSeed, { id }: DemoProvider): string =>
  derived(`terminals:${id}:theirs`, 48);

/** Token with which the provider calls us: as `newToken` writes the same bytes. */
const ourToken = ({ derived }: TerminalSeed, { id }: DemoProvider): string =>
  Buffer.from(derived(`terminals:${id}:ours`, 64), "hex").toString("base64url");

/** What the simulator is started with. The provider that is not registered yet has a registration token to give. */
function simulatorEntry(seed: TerminalSeed, places: Places, live: readonly DemoProvider[]) {
  return (provider: DemoProvider) => ({
    id: provider.id,
    name: provider.name,
    countryCode: provider.countryCode,
    partyId: provider.prefix,
    role: provider.role,
    tokenPrefix: provider.prefix,
    separator: "-",
    version: provider.version,
    ...(provider.vatPercent === null ? {} : { vatPercentFor211: 0 }),
    ...(live.includes(provider)
      ? {}
      : { issueToken: seed.derived(`terminals:${provider.id}:registration`, 40) }),
    terminals: [
      {
        id: terminalIdOf(provider),
        label: `${provider.name} at ${provider.evses.join(" and ")}`,
        reference: `${provider.prefix}-SN-0001`,
        evseUids: evseIdsOf(provider, places),
      },
    ],
  });
}

/**
 * The simulator's side of the connections that are live from the beginning. What the simulator has written itself is never
 * touched, only what is missing is added.
 */
function keepSimulatorState(seed: TerminalSeed, { cpos }: Places, live: readonly DemoProvider[]): void {
  const file = path.join(seed.folder, "terminals-state.json");
  const kept: Record<string, unknown> = existsSync(file)
    ? (JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>)
    : {};
  const base = `${seed.publicUrl}/api/ocpi`;
  for (const provider of live.filter(({ id }) => !(id in kept))) {
    const { version } = provider;
    const cpo = cpos.get(provider.cpo);
    const { modules } = codecOf(version).manifest;
    kept[provider.id] = {
      connection: {
        ...emptyConnection(),
        status: "connected",
        version,
        inboundTokens: [partnerToken(seed, provider)],
        outboundToken: ourToken(seed, provider),
        peerVersionsUrl: `${base}/versions`,
        peerEndpoints: modules
          .filter(({ isExtension }) => !isExtension)
          .map(({ identifier, role }) => ({ identifier, role, url: `${base}/${version}/${identifier}` })),
        peerParties: [{ countryCode: cpo?.countryCode, partyId: provider.cpo, role: "CPO", name: cpo?.name }],
      },
      terminals: [],
      transactions: [],
      locations: [],
      tariffs: [],
    };
  }
  writeFileSync(file, JSON.stringify(kept), { mode: 0o600 });
}
