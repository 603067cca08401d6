import { missingModules } from "@/lib/ocpi/modules/credentials/judge-peer.rules";
import { decodeVersionDetails } from "@/lib/ocpi/wire/decode-connection.rules";
import type { Exchange, RunFacts, Verdict } from "../facts.model";
import { failed, isGood, member, passed, skipped, statusWords, waiting } from "./verdict.rules";

/** Both sides hold a token and a version is agreed (domain §9.2). */
export function observeRegistered({ connection, registeredAt, hasOwnToken, exchanges }: RunFacts): Verdict {
  const { version, hasPeerToken, peerEndpoints } = connection;
  if (!hasPeerToken) return failed("The partner has given us no token.");
  if (!hasOwnToken) return failed("The partner holds no token of ours that works.");
  if (version === null || peerEndpoints.length === 0)
    return failed("No version was agreed, or the partner has named no endpoints.");
  const day = registeredAt?.toISOString().slice(0, 16).replace("T", " ");
  const when = day === undefined ? "" : ` since ${day} UTC`;
  const exchanged = exchanges.filter((exchange) => exchange.method !== "GET" && isGood(exchange));
  return passed(`Registered with OCPI ${version}${when}; both sides hold a token.`, exchanged.slice(-1));
}

/** Our own look at the partner's pages, since this step began. */
function ownReads({ exchanges, step }: RunFacts, module: string): Exchange[] {
  const since = step.startedAt ?? new Date(0);
  return exchanges.filter(
    (exchange) => exchange.direction === "OUT" && exchange.module === module && exchange.at >= since,
  );
}

export function observePartnerVersions(facts: RunFacts): Verdict {
  const versions = ownReads(facts, "versions");
  const details = ownReads(facts, "details");
  const last = details.at(-1) ?? versions.at(-1);
  if (last === undefined) return waiting("We are about to ask.");
  if (details.some(isGood))
    return passed(`Versions and details of ${facts.run.version} were read with our token.`, [
      ...versions,
      ...details,
    ]);
  return waiting(`${last.module === "details" ? "Details" : "Versions"}: ${statusWords(last.status)}.`);
}

/** What we must send has an address; what the partner only reads from us needs none. */
export function observePartnerModules({ exchanges, connection }: RunFacts): Verdict {
  const last = exchanges.findLast(
    (exchange) => exchange.module === "details" && exchange.direction === "OUT" && isGood(exchange),
  );
  if (last === undefined) return waiting();
  const details = decodeVersionDetails(member(last.answer, "data"), []);
  if (!details.ok) return failed("The details can not be read.", [last]);
  const { endpoints } = details.value;
  const offered = new Set(endpoints.map(({ identifier }): string => identifier));
  const needed = connection.modules.includes("payments") && !offered.has("payments") ? ["payments"] : [];
  const missing = [...missingModules(connection, endpoints), ...needed];
  if (missing.length > 0) return failed(`The details name no address for ${missing.join(", ")}.`, [last]);
  const extra = connection.modules.filter((module) => !offered.has(module) && module !== "commands");
  const rest = extra.length > 0 ? ` It only reads ${extra.join(", ")}.` : "";
  return passed(`The partner offers ${[...offered].sort().join(", ")}.${rest}`, [last]);
}

const SPELLINGS = { base64: "Base64", raw: "as it is" } as const;

/** OCPI transport: Base64 since 2.2, as it is in 2.1.1; a partner that wants the other spelling is served all the same. */
export function observeTokenEncoding({ connection, exchanges }: RunFacts): Verdict {
  const known =
    connection.tokenEncoding === "auto" ? connection.rememberedEncoding : connection.tokenEncoding;
  if (known === null) return waiting("No call to the partner has been accepted yet.");
  const expected = connection.version === "2.1.1" ? "raw" : "base64";
  const remark =
    known === expected ? "as its version wants" : "which is not what its version says, and is kept so";
  return passed(
    `The partner takes our token ${SPELLINGS[known]}, ${remark}.`,
    exchanges.filter((exchange) => exchange.direction === "OUT" && isGood(exchange)),
  );
}

/** The run itself asks with a token that nobody has; the exchange is journaled like any other. */
export function observeWrongToken({ exchanges, run }: RunFacts): Verdict {
  const asked = exchanges.findLast(
    ({ direction, module, correlationId }) =>
      direction === "IN" && module === "versions" && correlationId === run.id,
  );
  if (asked === undefined) return waiting("We are about to ask.");
  return asked.status?.startsWith("401") === true
    ? passed(`Answered with ${statusWords(asked.status)}.`, [asked])
    : failed(`Answered with ${statusWords(asked.status)} instead of 401.`, [asked]);
}

/** Tokens were exchanged anew since the step began, and the new one works. */
export function observeRotation({ exchanges, step, run }: RunFacts): Verdict {
  if (!run.setup.rotation) return skipped("Left out when the run was started.");
  const since = step.startedAt ?? new Date(0);
  const put = exchanges.find(
    (exchange) =>
      exchange.module === "credentials" &&
      exchange.method === "PUT" &&
      exchange.at >= since &&
      isGood(exchange),
  );
  if (put === undefined) return waiting("No new tokens were exchanged yet.");
  const after = exchanges.filter(
    ({ direction, module, ids }) =>
      direction === "OUT" && module === "versions" && (ids[0] ?? 0n) > (put.ids.at(-1) ?? 0n),
  );
  const last = after.at(-1);
  if (last === undefined) return waiting("We are about to call with the new token.");
  return isGood(last)
    ? passed("New tokens were exchanged, and ours works.", [put, last])
    : waiting(`Our call with the new token: ${statusWords(last.status)}.`);
}
