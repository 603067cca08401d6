import type { OcpiVersion } from "@/lib/pricing/exchange/ocpi-tariff.model";
import { proposeHosts } from "@/lib/subscriptions/propose-hosts";
import type { VersionDetails, VersionEntry } from "../../canonical/connection.model";
import type { TokenEncoding } from "../../exchange/authorization.rules";
import { OCPI_VERSIONS } from "../../exchange/codec.model";
import { checkUrl } from "../../exchange/outbound/approved-url.rules";
import { hostFault } from "../../partner/host.rules";
import { chooseVersion, codecOf } from "../../versions/registry";
import { decodeVersionList } from "../../wire/decode-connection.rules";
import type { HandshakeFault, Outcome, PeerPlatform } from "./handshake.model";
import { type Handshake, handshakeCall, noteStep } from "./handshake-call";
import { missingModules } from "./judge-peer.rules";

const VERSIONS = "GET versions";
const DETAILS = "GET version details";

const failed = (fault: HandshakeFault): { readonly ok: false; readonly fault: HandshakeFault } => ({
  ok: false,
  fault,
});
const fault = (code: HandshakeFault["code"], step: string, detail: string): HandshakeFault => ({
  code,
  step,
  detail,
  mayHaveArrived: true,
});

/**
 * Reads a partner's versions and the details of the version that counts (OCPI versions). Partners who hand out the address of
 * their details are understood. Hosts of endpoints that nobody has approved become proposals; calls to them are refused until
 * then. `pinned` null takes the newest version that both have.
 */
export async function readPlatform(
  handshake: Handshake,
  versionsUrl: string,
  pinned: OcpiVersion | null,
): Promise<Outcome<PeerPlatform>> {
  const answer = await handshakeCall(handshake, VERSIONS, { method: "GET", url: versionsUrl });
  if (!answer.ok) {
    await proposeUnapproved(handshake, [versionsUrl]);
    return answer;
  }
  const { data, encoding } = answer.value;
  const list = decodeVersionList(data);
  if (list.kind === "details") return takeDetails(handshake, versionsUrl, data, pinned, encoding);
  if (list.kind !== "versions") return failed(fault("versions_unreadable", VERSIONS, ""));
  const offered = list.versions.map(({ version }) => version).join(", ");
  const sentence = `The partner offers ${offered}.`;
  await noteStep(handshake, VERSIONS, { url: versionsUrl, sentence });
  return readDetails(handshake, list.versions, pinned, encoding);
}

async function readDetails(
  handshake: Handshake,
  offered: readonly VersionEntry[],
  pinned: OcpiVersion | null,
  encoding: TokenEncoding | null,
): Promise<Outcome<PeerPlatform>> {
  const chosen = chooseVersion(offered, pinned);
  if (chosen === null) {
    const detail = `agreed ${pinned ?? OCPI_VERSIONS.join(", ")}; offered ${offered.map(({ version }) => version).join(", ")}`;
    return failed(fault("no_common_version", VERSIONS, detail));
  }
  const known = { ...handshake, access: { ...handshake.access, rememberedEncoding: encoding } };
  const answer = await handshakeCall(known, DETAILS, { method: "GET", url: chosen.url });
  if (!answer.ok) {
    await proposeUnapproved(handshake, [chosen.url]);
    return answer;
  }
  return takeDetails(known, chosen.url, answer.value.data, chosen.version, answer.value.encoding ?? encoding);
}

async function takeDetails(
  handshake: Handshake,
  url: string,
  data: unknown,
  pinned: OcpiVersion | null,
  encoding: TokenEncoding | null,
): Promise<Outcome<PeerPlatform>> {
  const read = codecOf(pinned ?? OCPI_VERSIONS[0]).readVersionDetails(data);
  if (!read.ok) {
    const detail = read.notes.map(({ path, code }) => `${path}: ${code}`).join("; ");
    return failed(fault("details_unreadable", DETAILS, detail));
  }
  const version = OCPI_VERSIONS.find((known) => known === read.value.version);
  if (version === undefined || (pinned !== null && version !== pinned))
    return failed(fault("no_common_version", DETAILS, `the details are of ${read.value.version}`));
  return judgeDetails(handshake, url, { ...read.value, version }, encoding);
}

async function judgeDetails(
  handshake: Handshake,
  url: string,
  { version, endpoints }: VersionDetails & { readonly version: OcpiVersion },
  encoding: TokenEncoding | null,
): Promise<Outcome<PeerPlatform>> {
  if (!endpoints.some(({ identifier }) => identifier === "credentials"))
    return failed(fault("no_credentials_endpoint", DETAILS, ""));
  const missing = missingModules(handshake.connection, endpoints);
  if (missing.length > 0) return failed(fault("modules_missing", DETAILS, missing.join(", ")));
  await noteStep(handshake, DETAILS, {
    url,
    sentence: `Version ${version} with ${endpoints.length} endpoints.`,
    received: endpoints.map(
      ({ identifier, role, url: at }) => `${identifier}${role ? ` ${role}` : ""}: ${at}`,
    ),
  });
  await proposeUnapproved(
    handshake,
    endpoints.map((endpoint) => endpoint.url),
  );
  return { ok: true, value: { version, endpoints, encoding } };
}

/** Keeps public hosts that the partner has named and nobody has approved, so that approving is one click. */
async function proposeUnapproved({ deps, ref, access }: Handshake, urls: readonly string[]): Promise<void> {
  const hosts = urls.flatMap((url) => {
    const checked = checkUrl(url, access.policy);
    if (checked.ok || checked.fault !== "host_not_approved") return [];
    const { host } = new URL(url);
    return hostFault(host, false) === null ? [host] : [];
  });
  if (hosts.length > 0) await proposeHosts(deps.context, { ...ref, hosts });
}
