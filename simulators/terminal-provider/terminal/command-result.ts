import type { Provider } from "../provider";
import { refuse } from "./tap";

/** Results after which a session can still come, because the station has not said no (mod_commands 13.3.4). */
const IN_DOUBT = new Set(["TIMEOUT"]);

/** A result has come to response_url. Command ids of taps are the ids of their transactions. */
export function takeCommandResult(
  provider: Provider,
  command: string,
  commandId: string,
  result: string,
): void {
  const transaction = provider.state.transactions.get(commandId);
  if (transaction === undefined) return;
  if (command === "STOP_SESSION") {
    transaction.stopResult = result;
    if (result !== "ACCEPTED" && transaction.state === "stopping" && transaction.endedAt === null) {
      transaction.state = "charging";
      transaction.message = `Stop: the station answered ${result}`;
    }
  } else if (command === "START_SESSION") {
    transaction.startResult = result;
    const undecided = transaction.state === "starting" || transaction.state === "waiting";
    if (result === "ACCEPTED") {
      if (transaction.state === "starting") transaction.state = "waiting";
    } else if (undecided) {
      transaction.message = `The station answered ${result}`;
      if (!IN_DOUBT.has(result)) refuse(transaction);
    }
  }
  provider.world.changed();
}
