/** One wire message, in or out. `body` is the raw text, with secrets masked (SEC-66). */
export interface JournalMessage {
  readonly clientId: string | null;
  readonly at: Date;
  readonly channel: "OCPP" | "OCPI" | "PSP" | "TERMINAL" | "MAIL";
  readonly direction: "IN" | "OUT";
  readonly peer: string;
  readonly stationId?: string | null;
  readonly sessionId?: string | null;
  readonly paymentId?: string | null;
  /** The OCPI connection that spoke. */
  readonly subscriptionId?: string | null;
  /** What belongs together: a command and its result, the requests of one business act. */
  readonly correlationId?: string | null;
  readonly action?: string | null;
  readonly messageId?: string | null;
  readonly status?: string | null;
  readonly latencyMs?: number | null;
  readonly body: string;
  readonly problems?: readonly string[];
}
