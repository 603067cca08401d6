import type { EvseStatus } from "@/lib/locations/location.model";
import type { PriceComponentView, PriceLineDisplay } from "@/lib/pricing/display.model";
import type { SessionReason } from "./session.model";

/**
 * What a driver's page shows. The page is a pure function of these views; the names of the states are a contract between
 * pages, API and tests (requirements UX 2.2). Amounts are gross minor units of `currency`; times are UTC instants that the
 * page prints in `timeZone`.
 */

/** Who sells and where: frozen with the session (LAW-43, UX-6, UX-7, UX-44). */
export interface SellerView {
  readonly name: string;
  readonly legalName: string;
  readonly street: string;
  readonly postalCode: string;
  readonly city: string;
  readonly country: string;
  readonly vatId: string;
  readonly registrationNumber: string | null;
  readonly supportPhone: string;
  readonly supportEmail: string;
  readonly supportHours: string;
  readonly termsUrl: string | null;
  readonly privacyUrl: string | null;
  readonly imprintUrl: string | null;
  readonly brandAccent: string | null;
  /** TEST sellers show a permanent banner: no real money (ADM-20). */
  readonly mode: "TEST" | "LIVE";
}

export interface PlaceView {
  readonly evseLabel: string;
  readonly evseId: string;
  readonly locationName: string;
  readonly street: string;
  readonly postalCode: string;
  readonly city: string;
  readonly country: string;
  readonly timeZone: string;
  readonly currentType: "AC" | "DC";
  readonly maxPowerW: number;
  readonly connectors: readonly { readonly standard: string; readonly format: string }[];
}

export interface PriceView {
  readonly currency: string;
  readonly timeZone: string;
  readonly vatPercent: string;
  /** In legal order: kWh, minute, session, other (LAW-13). */
  readonly components: readonly PriceComponentView[];
  readonly example: { readonly energyWh: number; readonly minutes: number; readonly grossMinor: number };
  readonly minGrossMinor: number | null;
  readonly maxGrossMinor: number | null;
  readonly isFree: boolean;
}

export interface HoldOption {
  readonly index: number;
  readonly minor: number;
  /** About how much energy this pays for, Wh; null when the price has no energy part. */
  readonly approximateWh: number | null;
}

export type UnavailableReason =
  | "unknown_code"
  | "revoked_code"
  | "offline"
  | "faulted"
  | "occupied"
  | "reserved"
  | "maintenance"
  | "closed"
  | "no_price"
  | "payments_down";

/** The page behind a sticker's code. */
export type ScanView =
  | {
      readonly state: "READY_PLUG_FIRST" | "READY_PAY_FIRST";
      readonly code: string;
      readonly quoteId: string;
      readonly quoteExpiresAt: Date;
      readonly seller: SellerView;
      readonly place: PlaceView;
      readonly price: PriceView;
      readonly holdOptions: readonly HoldOption[];
      readonly defaultHoldIndex: number;
      readonly plugged: boolean;
      /** With PLUG_FIRST hardware the button waits for the plug; when the status is unknown the driver may go on (UX-11). */
      readonly payEnabled: boolean;
      readonly statusUnknown: boolean;
      readonly plugWindowMinutes: number;
      /** Why the last try from this device ended, e.g. `payment_declined` and the PSP's failure code (UX-17). */
      readonly lastFailure: { readonly reason: SessionReason; readonly failureCode: string | null } | null;
    }
  | {
      readonly state: "UNAVAILABLE";
      readonly reason: UnavailableReason;
      readonly code: string | null;
      readonly seller: SellerView | null;
      readonly place: PlaceView | null;
      readonly price: PriceView | null;
      /** Occupied: since when; closed: until when. No personal data (UX-29). */
      readonly since: Date | null;
      readonly until: Date | null;
      /** A paid session runs here: offer to enter its recovery code (UX-29). */
      readonly recoverable: boolean;
      /** The session here was started at a payment terminal: offer to enter the code that it shows. */
      readonly atTerminal: boolean;
      readonly alternatives: readonly {
        readonly label: string;
        readonly code: string | null;
        readonly status: EvseStatus;
      }[];
    };

export type DriverState =
  | "CHECKOUT"
  | "PAYMENT_PENDING"
  | "PAYMENT_FAILED"
  | "AUTHORISED_WAIT_PLUG"
  | "STARTING"
  | "START_FAILED"
  | "CHARGING"
  | "SUSPENDED"
  | "STOPPING"
  | "FINISHED_CALCULATING"
  | "RECEIPT"
  | "CLOSED_NO_CHARGE"
  | "REFUNDED"
  | "EXCEPTION";

/** What the release proof shows (UX-24). */
export interface MoneyView {
  readonly currency: string;
  readonly reservedMinor: number;
  readonly reservedAt: Date | null;
  readonly chargedMinor: number;
  readonly chargedAt: Date | null;
  readonly releasedMinor: number;
  /** When the release was sent to the PSP; the bank decides when the driver sees it. */
  readonly releaseSentAt: Date | null;
  readonly releaseConfirmedAt: Date | null;
  readonly refundedMinor: number;
  readonly refundedAt: Date | null;
  readonly pspPaymentId: string | null;
  /** The method could not hold: the full amount was taken and the difference goes back. */
  readonly prepaid: boolean;
  readonly paymentState: string;
  readonly cardBrand: string | null;
  readonly cardLast4: string | null;
  readonly wallet: string | null;
  readonly failureCode: string | null;
}

/** A line of the bill as drivers read it. */
export type PriceLineView = PriceLineDisplay;

/** The live page of a session, and all that comes after it. */
export interface SessionView {
  readonly state: DriverState;
  readonly reference: string;
  readonly seller: SellerView;
  readonly place: PlaceView;
  readonly price: PriceView;
  readonly money: MoneyView;
  readonly reason: SessionReason | null;
  /** Six characters; only on the control link, only while the session lives (UX-28, SEC-22). */
  readonly recoveryCode: string | null;
  readonly mayControl: boolean;
  /** The link gives the receipt, and mails: the control link, and every link of a session that a terminal started. */
  readonly mayReceive: boolean;
  /** Set when a payment terminal started the session: it holds the card's reservation, and `money` knows only the charge. */
  readonly terminal: { readonly provider: string } | null;
  readonly checkoutUrl: string | null;
  readonly plugDeadlineAt: Date | null;
  readonly retryUntil: Date | null;
  readonly steps: readonly {
    readonly key: StartStep;
    readonly done: boolean;
    readonly failed: boolean;
    readonly at: Date | null;
  }[];
  readonly live: {
    readonly startedAt: Date;
    readonly endedAt: Date | null;
    readonly energyWh: number;
    readonly powerW: number | null;
    readonly averagePowerW: number | null;
    readonly socPercent: number | null;
    readonly costMinor: number;
    readonly ceilingMinor: number;
    readonly lastReadingAt: Date | null;
    readonly lines: readonly PriceLineView[];
    readonly suspendedBy: "vehicle" | "charger" | null;
    readonly idleFeeStartsAt: Date | null;
    /** Idle time is found from readings that are up to so many seconds apart; 0 where the station tells it. */
    readonly idlePrecisionS: number;
  } | null;
  /** Set while the station does not report (overlay CONNECTION_LOST). */
  readonly connectionLostSince: Date | null;
  readonly stopRequestedAt: Date | null;
  readonly stopFailed: boolean;
  readonly receipt: {
    readonly number: string;
    readonly createdAt: Date;
    readonly token: string;
    readonly kind: "RECEIPT" | "RELEASE_NOTE";
  } | null;
  readonly emailsLeft: number;
  /** Raised with every change; the live transport resumes from it (UX-40). */
  readonly version: number;
}

export const START_STEPS = ["paid", "plugged", "command_sent", "station_accepted", "started"] as const;
export type StartStep = (typeof START_STEPS)[number];
