import { randomBytes, randomInt, randomUUID } from "node:crypto";
import { type CommandOutcome, sendCommand } from "../client/commands";
import type { Provider } from "../provider";
import type { Json } from "../wire/envelope.rules";
import { dateTime } from "../wire/envelope.rules";
import type { OcpiVersion } from "../wire/versions.rules";
import { allPlaces } from "./places";
import { CARDS, type CardName, isOver, type Transaction } from "./transaction.model";

export interface TapRequest {
  readonly terminalId: string;
  readonly card: CardName;
  readonly locationId: string;
  readonly evseUid: string;
  readonly connectorId: string;
  /** Hold in minor units; else the tariff's, else the provider's. */
  readonly holdMinor?: number | undefined;
}

/** A card is held to the reader: hold the money, then START_SESSION. Resolves when the CPO has answered. */
export async function tap(provider: Provider, request: TapRequest): Promise<Transaction> {
  const version = provider.connectedVersion();
  if (!provider.terminal(request.terminalId).active) throw new RangeError("the terminal is out of service");
  const transaction = begin(provider, request, version);
  provider.state.transactions.set(transaction.id, transaction);
  provider.world.changed();
  await start(provider, transaction, version);
  return transaction;
}

function begin(provider: Provider, request: TapRequest, version: OcpiVersion): Transaction {
  const { terminalId, card, locationId, evseUid, connectorId } = request;
  const place = allPlaces(provider).find(
    (candidate) =>
      candidate.locationId === locationId &&
      candidate.evseUid === evseUid &&
      candidate.connectorId === connectorId,
  );
  const hold = request.holdMinor ?? place?.tariff?.holdMinor ?? provider.settings.defaultHoldMinor;
  const { tokenUid, tokenType } = tokenFor(provider, card, version);
  return {
    id: randomUUID(),
    terminalId,
    card,
    approvalCode: String(randomInt(1_000_000)).padStart(6, "0"),
    locationId,
    evseUid,
    connectorId,
    tokenUid,
    tokenType,
    authorizationReference: `${provider.tokenPrefix}-${randomBytes(8).toString("hex")}`,
    createdAt: provider.world.now().toISOString(),
    currency: place?.tariff?.currency ?? "EUR",
    holdMinor: CARDS[card].paid ? hold : 0,
    state: "starting",
    startResponse: null,
    startResult: null,
    stopResponse: null,
    stopResult: null,
    message: null,
    sessionId: null,
    sessionStatus: null,
    startedAt: null,
    endedAt: null,
    lastReadingAt: null,
    kwh: 0,
    costMinor: null,
    reference: null,
    cdrIds: [],
    total: null,
    capturedMinor: 0,
    holdReleased: false,
    captureStatus: null,
    dismissed: false,
  };
}

/** A token for one transaction (mod_tokens 12.4.4): AD_HOC_USER, which 2.1.1 can only call OTHER. */
function tokenFor(provider: Provider, card: CardName, version: OcpiVersion) {
  if (!CARDS[card].paid) return { tokenUid: randomBytes(7).toString("hex").toUpperCase(), tokenType: "RFID" };
  const { faults } = provider;
  const last = [...provider.state.transactions.values()].at(-1);
  const reused = last !== undefined && faults.take("reusedToken") !== null ? last.tokenUid : null;
  const prefix = faults.take("wrongTokenPrefix") !== null ? "ZZZ" : provider.tokenPrefix;
  const adHoc = version === "2.1.1" ? "OTHER" : "AD_HOC_USER";
  return {
    tokenUid: reused ?? provider.newTokenUid(prefix),
    tokenType: faults.take("rfidTokenType") !== null ? "RFID" : adHoc,
  };
}

/** The Token object in START_SESSION: flat owner and auth_id in 2.1.1, contract_id since 2.2 (mod_tokens 12.3.2). */
export function tokenObject(provider: Provider, uid: string, type: string, version: OcpiVersion): Json {
  const common = {
    uid,
    type,
    issuer: provider.settings.name,
    valid: true,
    whitelist: "NEVER",
    last_updated: dateTime(provider.world.now(), version),
  };
  if (version === "2.1.1") return { ...common, auth_id: uid };
  return { country_code: provider.countryCode, party_id: provider.partyId, ...common, contract_id: uid };
}

/** The card's number as a receipt shows it: with it the CPO's receipt page finds the session also where there is no FAC. */
function visualNumber({ card }: Transaction): Json {
  const { lastFour } = CARDS[card];
  return lastFour === "" ? {} : { visual_number: `**** **** **** ${lastFour}` };
}

/** START_SESSION for a transaction (mod_commands 13.3.5): connector and reference exist since 2.2. */
async function start(provider: Provider, transaction: Transaction, version: OcpiVersion): Promise<void> {
  const { locationId, evseUid, connectorId, tokenUid, tokenType, authorizationReference } = transaction;
  const parts: Json = {
    token: { ...tokenObject(provider, tokenUid, tokenType, version), ...visualNumber(transaction) },
    location_id: locationId,
    evse_uid: evseUid,
    ...(version !== "2.1.1" && {
      connector_id: connectorId,
      authorization_reference: authorizationReference,
    }),
  };
  const copies = provider.faults.take("duplicateStart") ?? 1;
  const [first] = await Promise.all(
    Array.from({ length: Math.max(1, copies) }, (_, index) =>
      sendCommand(provider, "START_SESSION", parts, index === 0 ? transaction.id : randomUUID()),
    ),
  );
  if (first !== undefined) takeStartResponse(provider, transaction, first);
  provider.world.changed();
}

function takeStartResponse(provider: Provider, transaction: Transaction, outcome: CommandOutcome): void {
  transaction.startResponse = outcome.response;
  // The result, or even the session, may have overtaken the answer.
  if (transaction.state !== "starting") return;
  if (outcome.response === "ACCEPTED") {
    transaction.state = "waiting";
    provider.world.background(() => giveUpLater(provider, transaction));
    return;
  }
  transaction.message = outcome.failure ?? `The operator answered ${outcome.response}`;
  if (outcome.response === null && isNetworkDoubt(outcome)) {
    // Nobody knows whether the start arrived: the hold stays until the CPO sends a session, or time is up.
    transaction.state = "waiting";
    provider.world.background(() => giveUpLater(provider, transaction));
    return;
  }
  refuse(transaction);
}

const isNetworkDoubt = ({ failure }: CommandOutcome) => failure !== null && !failure.startsWith("HTTP 4");

/** The start came to nothing: the driver gets the hold back at once. */
export function refuse(transaction: Transaction): void {
  transaction.state = "refused";
  transaction.holdReleased = true;
}

/** Releases the hold when no session has come. */
async function giveUpLater(provider: Provider, transaction: Transaction): Promise<void> {
  if (!(await provider.world.sleep(provider.settings.noSessionMs))) return;
  if (transaction.sessionId !== null || isOver(transaction.state)) return;
  transaction.state = "released";
  transaction.holdReleased = true;
  transaction.message = "No session came";
  provider.world.changed();
}

/** STOP_SESSION for a running transaction. Throws when the CPO has not told the session's id yet. */
export async function stopTransaction(provider: Provider, transactionId: string): Promise<Transaction> {
  const transaction = provider.state.transactions.get(transactionId);
  if (transaction === undefined) throw new RangeError(`no transaction ${transactionId}`);
  if (transaction.sessionId === null) throw new RangeError("the session has not begun");
  if (transaction.state === "charging") transaction.state = "stopping";
  provider.world.changed();
  const parts = { session_id: transaction.sessionId };
  const outcome = await sendCommand(provider, "STOP_SESSION", parts, transaction.id);
  transaction.stopResponse = outcome.response;
  if (outcome.response !== "ACCEPTED" && transaction.state === "stopping") {
    if (transaction.sessionStatus !== "COMPLETED") transaction.state = "charging";
    transaction.message = outcome.failure ?? `Stop: the operator answered ${outcome.response}`;
  }
  provider.world.changed();
  return transaction;
}
