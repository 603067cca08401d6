import type { DisplayText } from "./price.model";
import type { Token } from "./token.model";

/** What a partner asks a station to do. `responseUrl` is the partner's text; it is judged before it is used (SEC-40). */
export type OcpiCommand =
  | {
      readonly type: "START_SESSION";
      readonly responseUrl: string;
      readonly token: Token;
      readonly locationId: string;
      readonly evseUid?: string;
      readonly connectorId?: string;
      readonly authorizationReference?: string;
    }
  | { readonly type: "STOP_SESSION"; readonly responseUrl: string; readonly sessionId: string }
  | {
      readonly type: "UNLOCK_CONNECTOR";
      readonly responseUrl: string;
      readonly locationId: string;
      readonly evseUid: string;
      readonly connectorId: string;
    }
  | {
      readonly type: "RESERVE_NOW";
      readonly responseUrl: string;
      readonly token: Token;
      readonly expiry: Date;
      readonly reservationId: string;
      readonly locationId: string;
      readonly evseUid?: string;
      readonly authorizationReference?: string;
    }
  | { readonly type: "CANCEL_RESERVATION"; readonly responseUrl: string; readonly reservationId: string };
export type CommandType = OcpiCommand["type"];

/** The immediate answer. `timeoutS`: how long the partner should wait for the result. */
export interface CommandResponse {
  readonly result: "ACCEPTED" | "REJECTED" | "NOT_SUPPORTED" | "UNKNOWN_SESSION";
  readonly timeoutS: number;
  readonly message?: DisplayText;
}

export const COMMAND_RESULTS = [
  "ACCEPTED",
  "CANCELED_RESERVATION",
  "EVSE_OCCUPIED",
  "EVSE_INOPERATIVE",
  "FAILED",
  "NOT_SUPPORTED",
  "REJECTED",
  "TIMEOUT",
  "UNKNOWN_RESERVATION",
] as const;

/** What became of an accepted command; posted once to `response_url`, without envelope. */
export interface CommandResult {
  readonly result: (typeof COMMAND_RESULTS)[number];
  readonly message?: DisplayText;
}
