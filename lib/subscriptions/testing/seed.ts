import type { Context } from "@/lib/db/context";
import { createLocation } from "@/lib/locations/create-location";
import { createStation } from "@/lib/locations/create-station";
import { assignTariff } from "@/lib/pricing/assign-tariff";
import { publishTariff } from "@/lib/pricing/publish-tariff";
import { saveBillingRule } from "@/lib/pricing/save-billing-rule";
import { simpleTariff } from "@/lib/pricing/simple-tariff.rules";
import type { Principal } from "@/lib/tenants/access.model";
import { createClient } from "@/lib/tenants/create-client";
import { createCpo } from "@/lib/tenants/create-cpo";
import { newCpo } from "@/lib/tenants/testing/samples";
import { approveHosts } from "../approve-hosts";
import { approveSubscription } from "../approve-subscription";
import type { ConnectionVersion } from "../connection.model";
import { draftSubscription } from "../draft-subscription";
import { issueRequestLink } from "../issue-request-link";
import type { RequestInput } from "../request.model";
import { submitRequest } from "../submit-request";
import { takeIntoReview } from "../take-into-review";

const SYSTEM = { userId: null, name: "test" };

/** Every host can be approved in these tests; lib/ocpi judges real ones. */
export const ANY_HOST = () => null;
export const REVIEW = { judgeHost: ANY_HOST, knownVersions: [] };

export interface TestClient {
  readonly clientId: string;
  /** An owner; every permission. */
  readonly owner: Principal;
  /** In the order of `parties`. */
  readonly cpoIds: readonly string[];
}

/** A client with one CPO per party. */
export async function seedClient(
  context: Context,
  slug: string,
  parties: readonly { readonly partyId: string; readonly mode?: "TEST" | "LIVE" }[] = [{ partyId: "AAA" }],
): Promise<TestClient> {
  const clientId = await createClient(context, { name: slug, slug }, SYSTEM);
  const cpoIds: string[] = [];
  for (const { partyId, mode = "TEST" } of parties) {
    const cpo = { ...newCpo(clientId), partyId, name: `CPO ${partyId}`, mode, receiptPrefix: partyId };
    cpoIds.push(await createCpo(context, cpo, SYSTEM));
  }
  const userId = context.ids.next();
  const owner = { userId, clientId, role: "OWNER" as const, name: `Owner of ${slug}`, email: "o@x.example" };
  return { clientId, owner, cpoIds };
}

/** A request as a provider would send it. */
export function requestInput(change: Partial<RequestInput> = {}): RequestInput {
  return {
    countryCode: "DE",
    partyId: "PTP",
    prefix: "PTP",
    separator: "-",
    version: "2.2.1",
    modules: ["locations", "tariffs", "sessions", "cdrs", "commands"],
    peerRole: "PTP",
    versionsUrl: "",
    hosts: ["ocpi.provider.example"],
    contactName: "Ada Terminal",
    contactEmail: "ada@provider.example",
    contactPhone: "",
    note: "",
    ...change,
  };
}

/** A draft with its link. */
export async function seedDraft(
  context: Context,
  { owner, cpoIds }: TestClient,
  change: { readonly environment?: "ACCEPTANCE" | "PRODUCTION"; readonly cpoIds?: readonly string[] } = {},
): Promise<{ readonly id: string; readonly link: { readonly token: string; readonly remote: string } }> {
  const id = await draftSubscription(context, owner, {
    name: "Kerb terminals",
    provider: "other",
    environment: change.environment ?? "ACCEPTANCE",
    cpoIds: [...(change.cpoIds ?? cpoIds)],
  });
  const { token } = await issueRequestLink(context, owner, id);
  return { id, link: { token, remote: "203.0.113.7" } };
}

/** A connection that is approved and waits for its handshake. */
export async function seedApproved(
  context: Context,
  client: TestClient,
  request: Partial<RequestInput> & { readonly version: ConnectionVersion },
): Promise<string> {
  const { id, link } = await seedDraft(context, client);
  const input = requestInput(request);
  await submitRequest(context, link, input, ANY_HOST);
  await takeIntoReview(context, client.owner, id);
  await approveHosts(context, client.owner, { subscriptionId: id, hosts: input.hosts }, ANY_HOST);
  await approveSubscription(context, client.owner, id, REVIEW);
  return id;
}

/**
 * One charger of the CPO with a price; `factor` sells its wholesale price at OCPI terminals. Tariff content: 0.50 EUR per
 * kWh with 21 % VAT, with tax unless told otherwise.
 */
export async function seedCharger(
  context: Context,
  clientId: string,
  cpoId: string,
  { factor = "1" }: { readonly factor?: string | null } = {},
): Promise<void> {
  const suffix = cpoId.slice(0, 8);
  const content = simpleTariff({ currency: "EUR", vatPercent: "21", taxIncluded: true, perKwh: "0.50" });
  const price = { clientId, cpoId, code: "MAIN", name: "Main", content };
  const { tariffId } = await publishTariff(context, { ...price, kind: "RETAIL" });
  await publishTariff(context, { ...price, kind: "WHOLESALE" });
  const place = { street: "Kade 1", postalCode: "1011 AA", city: "Amsterdam", country: "NL" };
  const zone = { timeZone: "Europe/Amsterdam", latitude: 52.37, longitude: 4.9 };
  const locationId = await createLocation(context, { clientId, cpoId, name: "Kade", ...place, ...zone });
  const { evses } = await createStation(context, {
    clientId,
    locationId,
    identity: `CP-${suffix}`,
    name: `CP ${suffix}`,
    password: "0123456789abcdef0123",
    active: true,
    evses: [
      {
        evseId: `NL*TST*E${suffix.toUpperCase()}`,
        label: suffix.toUpperCase(),
        ocppConnectorId: 1,
        currentType: "AC",
        maxPowerW: 22_000,
        plugPolicy: "EITHER",
        deployedOn: "2026-01-01",
        connectors: [{ standard: "IEC_62196_T2", format: "SOCKET", maxVoltageV: 400, maxAmperageA: 32 }],
      },
    ],
  });
  const evseIds = evses.map(({ evseId }) => evseId);
  await assignTariff(context, { clientId, evseIds, tariffId, actor: SYSTEM });
  if (factor !== null) await seedFactorRule(context, clientId, cpoId, factor);
}

/** A rule that sells the CPO's wholesale price at OCPI terminals. */
export async function seedFactorRule(
  context: Context,
  clientId: string,
  cpoId: string,
  factor = "1",
): Promise<void> {
  await saveBillingRule(context, {
    clientId,
    ruleId: null,
    draft: {
      name: "Terminals",
      cpoId,
      locationGroupId: null,
      evseId: null,
      channel: "OCPI_TERMINAL",
      tariffCode: null,
      validFrom: context.clock.now(),
      validTo: null,
      windows: null,
      price: { kind: "WHOLESALE_FACTOR", factor },
      justification: null,
    },
    actor: SYSTEM,
  });
}
