import type { Provider } from "./provider";
import { releasedMinor, type Transaction } from "./terminal/transaction.model";
import { maskToken } from "./wire/token.rules";

/** A provider as the control API shows it; tokens are masked. */
export function providerView(provider: Provider) {
  const { connection, terminals, objects, transactions, confirmations } = provider.state;
  const masked = (token: string | null) => (token === null ? null : maskToken(token));
  return {
    id: provider.id,
    countryCode: provider.countryCode,
    partyId: provider.partyId,
    role: provider.role,
    tokenPrefix: provider.tokenPrefix,
    separator: provider.separator,
    versions: provider.versions,
    versionsUrl: provider.versionsUrl,
    settings: provider.settings,
    connection: {
      status: connection.status,
      version: connection.version,
      issuedToken: masked(connection.issuedToken),
      outboundToken: masked(connection.outboundToken),
      inboundTokens: connection.inboundTokens.map(maskToken),
      outboundEncoding: connection.outboundEncoding,
      peerVersionsUrl: connection.peerVersionsUrl,
      peerEndpoints: connection.peerEndpoints,
      peerParties: connection.peerParties,
      lastError: connection.lastError,
    },
    terminals: [...terminals.values()],
    faults: provider.faults.list(),
    counts: {
      locations: objects.locations.size,
      tariffs: objects.tariffs.size,
      sessions: objects.sessions.size,
      cdrs: objects.cdrs.size,
      transactions: transactions.size,
      confirmations: confirmations.size,
    },
  };
}

/** A transaction with what goes back to the driver. */
export const transactionView = (transaction: Transaction) => ({
  ...transaction,
  releasedMinor: releasedMinor(transaction),
});
