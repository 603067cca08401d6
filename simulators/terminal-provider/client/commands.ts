import { randomUUID } from "node:crypto";
import type { Provider } from "../provider";
import { isRecord, type Json, text } from "../wire/envelope.rules";
import { joinUrl } from "../wire/versions.rules";
import { callPeer, failureText, isSuccess, type PeerAnswer } from "./call-peer";
import type { CommandName } from "./command.model";
import { peerEndpoint } from "./crawl";

/** The CPO's word about a command: first its answer, then the result that comes to response_url. */
export interface CommandOutcome {
  readonly commandId: string;
  /** ACCEPTED, REJECTED, NOT_SUPPORTED, UNKNOWN_SESSION …; null when the call itself failed. */
  readonly response: string | null;
  readonly timeoutSeconds: number | null;
  readonly failure: string | null;
}

/** An address that answers nothing useful, for the fault `foreignResponseUrl`. */
const FOREIGN_URL = "http://169.254.169.254/latest/meta-data/";

/** Where the result of a command shall go (mod_commands 13.1). The path tells the command. */
function responseUrl(provider: Provider, command: CommandName, commandId: string): string {
  if (provider.faults.take("foreignResponseUrl") !== null) return FOREIGN_URL;
  const base = provider.versionUrl(provider.connectedVersion());
  return `${base}/commands/${command}/${commandId}`;
}

/** POSTs a command; `parts` are its fields without response_url. */
export async function sendCommand(
  provider: Provider,
  command: CommandName,
  parts: Json,
  commandId: string = randomUUID(),
): Promise<CommandOutcome> {
  const url = joinUrl(peerEndpoint(provider, "commands", "RECEIVER"), command);
  const body = { response_url: responseUrl(provider, command, commandId), ...parts };
  return outcome(commandId, await callPeer(provider, { method: "POST", url, module: "commands", body }));
}

function outcome(commandId: string, answer: PeerAnswer): CommandOutcome {
  // Some peers put the CommandResponse into a list.
  const data: unknown = Array.isArray(answer.data) ? answer.data[0] : answer.data;
  const response = isSuccess(answer) && isRecord(data) ? text(data.result) : null;
  const timeout = isRecord(data) && typeof data.timeout === "number" ? data.timeout : null;
  return {
    commandId,
    response,
    timeoutSeconds: timeout,
    failure: response === null ? failureText(answer) : null,
  };
}
