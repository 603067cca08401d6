import type { AnswerOf, DataTransferred } from "./station.model";

/** The station that sent a DataTransfer. */
export interface DataTransferSender {
  readonly clientId: string;
  readonly stationId: string;
}

/** One row of the table: what to do with one message of one vendor. */
export interface DataTransferRoute {
  readonly vendorId: string;
  /** `*` takes every message of the vendor that has no row of its own, also one without a message id. */
  readonly messageId: string;
  readonly handle: (
    fact: DataTransferred,
    sender: DataTransferSender,
  ) => Promise<AnswerOf["dataTransferred"]>;
}

/**
 * Looks up the row of a DataTransfer. `unknown-vendor` and `unknown-message` are the two refusals of OCPP 1.6 §6.19.
 * Vendor ids are compared without regard to case because stations disagree with their own manuals about it.
 */
export function findDataTransferRoute(
  table: readonly DataTransferRoute[],
  fact: DataTransferred,
): DataTransferRoute | "unknown-vendor" | "unknown-message" {
  const vendor = table.filter((row) => row.vendorId.toLowerCase() === fact.vendorId.toLowerCase());
  if (vendor.length === 0) return "unknown-vendor";
  const exact = vendor.find((row) => row.messageId === fact.messageId);
  return exact ?? vendor.find((row) => row.messageId === "*") ?? "unknown-message";
}
