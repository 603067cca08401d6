import { DIMENSIONS } from "../../canonical/session.model";
import {
  AUTH_METHODS,
  CAPABILITIES,
  CONNECTOR_CAPABILITIES,
  CONNECTOR_TYPES,
  FACILITIES,
  PARKING_RESTRICTIONS,
  POWER_TYPES,
  SESSION_STATUSES,
  TOKEN_TYPES,
} from "../../canonical/words.model";
import type { VersionWords } from "../../wire/context.model";

/** The words of OCPI 2.3.0, second edition with payments. */
export const WORDS_2_3_0: VersionWords = {
  capabilities: CAPABILITIES,
  connectorTypes: CONNECTOR_TYPES,
  connectorCapabilities: CONNECTOR_CAPABILITIES,
  powerTypes: POWER_TYPES,
  facilities: FACILITIES,
  parkingRestrictions: PARKING_RESTRICTIONS,
  tokenTypes: TOKEN_TYPES,
  authMethods: AUTH_METHODS,
  sessionStatuses: SESSION_STATUSES,
  dimensions: DIMENSIONS.filter((dimension) => dimension !== "FLAT"),
};
