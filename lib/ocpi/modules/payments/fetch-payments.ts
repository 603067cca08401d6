import type { Connection } from "@/lib/subscriptions/connection.model";
import { OPEN_STATES } from "@/lib/subscriptions/connection.model";
import { recordTerminal } from "@/lib/subscriptions/record-terminal";
import { type Decoded, isJsonObject, type JsonObject } from "../../exchange/codec.model";
import { endpointUrl } from "../../exchange/endpoint-url.rules";
import { readEnvelope } from "../../exchange/envelope.rules";
import { type ReadPage, readPage } from "../../exchange/read.rules";
import { journaledCrawl, type PartnerDeps } from "../../partner/journaled-call";
import { endpointOf, openPartner, rememberEncoding } from "../../partner/open-partner";
import type { PaymentsCodec } from "../../wire/codec.model";
import { messageContext } from "./message-context";
import { findKnownAdvices } from "./payments.queries";
import { paymentsCodecOf, problemTexts, reportedTerminal } from "./payments-codec";
import { type PaymentsPart, paymentsUrl } from "./payments-endpoint.rules";
import { takeAdvice } from "./take-advice";

interface Job {
  readonly clientId: string;
  readonly subscriptionId: string;
}

export interface Fetched {
  readonly pages: number;
  readonly objects: number;
  /** Null: read to the end. Otherwise why it ended early. */
  readonly fault: string | null;
}

/** How far the nightly reading of confirmations looks back: retries of a capture may take days. */
const ADVICES_BACK_MS = 3 * 86_400_000;

/** Reads the provider's list of terminals: hourly, because one may have come, gone or moved without a word (OCPI payments). */
export async function fetchTerminals(deps: PartnerDeps, job: Job): Promise<Fetched> {
  return crawl(deps, job, "terminals", {}, "terminal_id", {
    decode: (codec, wire) => codec.readTerminal(wire, null),
    take: async (connection, terminals) => {
      for (const { value, wire } of terminals)
        await recordTerminal(deps.context, connection, reportedTerminal(value, wire));
    },
  });
}

/** Reads the confirmations of the last days: nightly, so that a lost one is found (REL-33). Known ones are left alone. */
export async function fetchAdvices(deps: PartnerDeps, job: Job): Promise<Fetched> {
  const since = new Date(deps.context.clock.now().getTime() - ADVICES_BACK_MS);
  const query = { date_from: since.toISOString().replace(/\.\d+Z$/, "Z") };
  return crawl(deps, job, "financial-advice-confirmations", query, "id", {
    decode: (codec, wire) => codec.readFinancialAdvice(wire),
    take: async (connection, advices) => {
      const { clientId, subscriptionId } = connection;
      const ids = advices.map(({ value }) => value.id);
      const known = await deps.context.db.withClient(clientId, (tx) =>
        findKnownAdvices(tx, subscriptionId, ids),
      );
      for (const { value, wire } of advices)
        if (!known.has(value.id)) await takeAdvice(deps.context, connection, value, wire);
    },
  });
}

interface Taken<T> {
  readonly value: T;
  readonly wire: JsonObject;
}

interface Reading<T> {
  decode(codec: PaymentsCodec, wire: unknown): Decoded<T>;
  take(connection: Connection, found: readonly Taken<T>[]): Promise<void>;
}

/** Reads one of the provider's lists; a bad object spoils neither its page nor the list. */
async function crawl<T>(
  deps: PartnerDeps,
  job: Job,
  part: PaymentsPart,
  query: Readonly<Record<string, string>>,
  idMember: string,
  reading: Reading<T>,
): Promise<Fetched> {
  const partner = await openPartner(deps.context, job.subscriptionId);
  const endpoint = partner && endpointOf(partner.connection, "payments", "SENDER");
  const codec = partner && paymentsCodecOf(partner.connection);
  if (!partner || !endpoint || !codec || !OPEN_STATES.includes(partner.connection.state))
    return { pages: 0, objects: 0, fault: "not_offered" };
  const { connection, access } = partner;
  const list = paymentsUrl(endpoint, part);
  const page = (body: unknown): ReadPage<Taken<T>> =>
    readPage(dataOf(body), idMember, (wire) => kept(reading.decode(codec, wire), wire));
  let pages = 0;
  let objects = 0;
  const crawled = journaledCrawl(
    deps,
    { clientId: connection.clientId, subscriptionId: connection.subscriptionId, access },
    {
      endpoint: list,
      first: endpointUrl(list, [], query),
      contextOf: () => messageContext(deps.context, connection),
      isEmpty: (body) => dataOf(body).length === 0,
    },
    {
      module: "payments",
      problemsOf: (body) =>
        page(body).problems.flatMap(({ index, notes }) =>
          problemTexts(notes).map((text) => `[${index}] ${text}`),
        ),
    },
  );
  for await (const step of crawled) {
    if (step.kind === "stopped") return { pages, objects, fault: step.fault };
    await rememberEncoding(deps.context, connection, step.answer.encoding);
    const { result } = step.answer;
    if (!result.ok) return { pages, objects, fault: result.fault };
    const envelope = readEnvelope(result.status, result.body);
    if (!envelope.ok) return { pages, objects, fault: `${envelope.http} ${envelope.message ?? ""}`.trim() };
    const { values } = page(result.body);
    await reading.take(connection, values);
    pages += 1;
    objects += values.length;
  }
  return { pages, objects, fault: null };
}

function dataOf(body: unknown): readonly unknown[] {
  const data = isJsonObject(body) ? body.data : null;
  if (data === null || data === undefined) return [];
  return Array.isArray(data) ? data : [data];
}

function kept<T>(decoded: Decoded<T>, wire: unknown): Decoded<Taken<T>> {
  if (!decoded.ok) return decoded;
  return {
    ok: true,
    value: { value: decoded.value, wire: isJsonObject(wire) ? wire : {} },
    notes: decoded.notes,
  };
}
