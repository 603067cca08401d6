import type { Observe } from "../facts.model";
import type { StepKey } from "../steps.model";
import {
  observePartnerModules,
  observePartnerVersions,
  observeRegistered,
  observeRotation,
  observeTokenEncoding,
  observeWrongToken,
} from "./handshake.rules";
import { observeLocationPushed, observeLocationsPulled, observeTariffsPulled } from "./lists.rules";
import { observeCaptureConfirmed, observeCdrDelivered } from "./money.rules";
import {
  observeForeignResponseUrl,
  observeReusedToken,
  observeStartRepeated,
  observeStopUnknown,
  observeTokenRefused,
  observeUnknownLocation,
  observeWrongPrefix,
  observeWrongType,
} from "./refusals.rules";
import {
  observeOfflineStation,
  observeSessionActive,
  observeSessionCompleted,
  observeSessionUpdates,
  observeSilentStation,
  observeStartAccepted,
  observeStartResult,
  observeStopAccepted,
} from "./session.rules";

interface Observer {
  readonly observe: Observe;
  /** Modules whose messages it must see; nothing else of the journal is read. */
  readonly modules: readonly string[];
  /** Also what was said before the run began. */
  readonly fromTheBeginning?: boolean;
}

const COMMANDS = ["commands", "response_url"];

/** How each step is judged. Every one is a function of stored facts: nobody is asked whether it worked (decision 0015). */
export const OBSERVERS: Readonly<Record<StepKey, Observer>> = {
  registered: { observe: observeRegistered, modules: ["credentials"], fromTheBeginning: true },
  partner_versions: { observe: observePartnerVersions, modules: ["versions", "details"] },
  partner_modules: { observe: observePartnerModules, modules: ["details"] },
  token_encoding: { observe: observeTokenEncoding, modules: ["versions", "details"] },
  wrong_token: { observe: observeWrongToken, modules: ["versions"] },
  locations_pulled: { observe: observeLocationsPulled, modules: ["locations"] },
  tariffs_pulled: { observe: observeTariffsPulled, modules: ["tariffs"] },
  location_pushed: { observe: observeLocationPushed, modules: ["locations"] },
  unknown_location: { observe: observeUnknownLocation, modules: COMMANDS },
  wrong_prefix: { observe: observeWrongPrefix, modules: COMMANDS },
  wrong_type: { observe: observeWrongType, modules: COMMANDS },
  foreign_response_url: { observe: observeForeignResponseUrl, modules: COMMANDS },
  stop_unknown: { observe: observeStopUnknown, modules: COMMANDS },
  token_refused: { observe: observeTokenRefused, modules: ["tokens"] },
  start_accepted: { observe: observeStartAccepted, modules: COMMANDS },
  start_result: { observe: observeStartResult, modules: COMMANDS },
  start_repeated: { observe: observeStartRepeated, modules: COMMANDS },
  session_active: { observe: observeSessionActive, modules: ["sessions"] },
  session_updates: { observe: observeSessionUpdates, modules: ["sessions"] },
  stop_accepted: { observe: observeStopAccepted, modules: COMMANDS },
  session_completed: { observe: observeSessionCompleted, modules: ["sessions", "cdrs"] },
  cdr_delivered: { observe: observeCdrDelivered, modules: ["cdrs"] },
  capture_confirmed: { observe: observeCaptureConfirmed, modules: ["payments"] },
  reused_token: { observe: observeReusedToken, modules: COMMANDS },
  offline_station: { observe: observeOfflineStation, modules: COMMANDS },
  silent_station: { observe: observeSilentStation, modules: COMMANDS },
  rotation: { observe: observeRotation, modules: ["credentials", "versions"] },
};
