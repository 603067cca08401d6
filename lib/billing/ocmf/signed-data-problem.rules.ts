import type { SignedDataFault, SignedMeterVerdict } from "./ocmf.model";

/** Why a session must not be charged by itself (LAW-30, REL-112), as a code of the validation. */
export interface SignedDataProblem {
  readonly code: "signed_data_missing" | "signed_data_invalid";
  /** What was found, for the person who decides; empty when nothing was there. */
  readonly reasons: readonly SignedDataFault[];
}

/** What the bill counts. */
export interface BilledQuantities {
  readonly energyWh: number;
  /** The bill has a price of time: then the meter's clock must be calibrated too (LAW-32). */
  readonly billsTime: boolean;
}

/**
 * Compares the signed energy with the billed energy. They are the same when they differ by no more than the meter can tell:
 * one unit of its last digit, and one Wh, because OCPP counts whole Wh. Null: nothing stands in the way.
 */
export function signedDataProblem(
  verdict: SignedMeterVerdict,
  billed: BilledQuantities,
): SignedDataProblem | null {
  switch (verdict.kind) {
    case "NOT_REQUIRED":
      return null;
    case "MISSING":
      return { code: "signed_data_missing", reasons: [] };
    case "INVALID":
      return { code: "signed_data_invalid", reasons: verdict.reasons };
    case "VALID": {
      const reasons: SignedDataFault[] = [];
      const difference = Math.abs(verdict.energyWh - billed.energyWh);
      if (difference > Math.max(1, verdict.resolutionWh)) reasons.push("energy_differs");
      if (billed.billsTime && !verdict.timeCalibrated) reasons.push("time_not_calibrated");
      return reasons.length > 0 ? { code: "signed_data_invalid", reasons } : null;
    }
  }
}
