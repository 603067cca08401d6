import type { Provider } from "../provider";
import type { Selection } from "../provider-state.model";
import { allPlaces } from "./places";
import { isOver, type Transaction } from "./transaction.model";

/** The newest transaction of a connector that started at this terminal and was not taken off its screen. */
export function shownTransaction(
  provider: Provider,
  terminalId: string,
  place: Selection,
): Transaction | undefined {
  return [...provider.state.transactions.values()]
    .reverse()
    .find((transaction) => !transaction.dismissed && isAt(transaction, terminalId, place));
}

/** Takes what is over off the screen where the charger is free again: the last driver has left, and a new one wants its price. */
export function clearForNextDriver(provider: Provider, terminalId: string, place: Selection): void {
  const isFree = allPlaces(provider).some(
    (candidate) => isSame(candidate, place) && candidate.status === "AVAILABLE",
  );
  if (!isFree) return;
  for (const transaction of provider.state.transactions.values())
    if (isOver(transaction.state) && isAt(transaction, terminalId, place)) transaction.dismissed = true;
}

const isSame = (a: Selection, b: Selection): boolean =>
  a.locationId === b.locationId && a.evseUid === b.evseUid && a.connectorId === b.connectorId;

const isAt = (transaction: Transaction, terminalId: string, place: Selection): boolean =>
  transaction.terminalId === terminalId && isSame(transaction, place);
