import type { Coordinates } from "./location.model";
import type { ReportedPrice } from "./price.model";

export const INVOICE_CREATORS = ["CPO", "PTP"] as const;
export const CAPTURE_CODES = ["SUCCESS", "PARTIAL_SUCCESS", "FAILED"] as const;

/** A payment terminal, owned by its provider; assigned by us to locations and EVSEs (the union of both is enabled). */
export interface OcpiTerminal {
  readonly terminalId: string;
  readonly customerReference?: string;
  readonly countryCode?: string;
  readonly partyId?: string;
  readonly address?: string;
  readonly city?: string;
  readonly postalCode?: string;
  readonly state?: string;
  /** ISO 3166-1 alpha-3. */
  readonly country?: string;
  readonly coordinates?: Coordinates;
  readonly invoiceBaseUrl?: string;
  readonly invoiceCreator?: (typeof INVOICE_CREATORS)[number];
  /** Serial number. */
  readonly reference?: string;
  readonly locationIds: readonly string[];
  readonly evseUids: readonly string[];
  /** Null when the provider left it out. */
  readonly lastUpdated: Date | null;
}

/** What the provider says about the capture of one authorisation. Several may come for one reference; `id` names each. */
export interface FinancialAdvice {
  readonly id: string;
  readonly authorizationReference: string;
  readonly total: ReportedPrice;
  readonly currency: string;
  /** Lines for the receipt: card brand, last digits, approval code. Empty after failures of some providers. */
  readonly eftData: readonly string[];
  readonly captureStatus: (typeof CAPTURE_CODES)[number];
  readonly captureMessage?: string;
  readonly lastUpdated: Date | null;
}
