import { DIMENSIONS } from "../../canonical/session.model";
import {
  AUTH_METHODS,
  CAPABILITIES,
  FACILITIES,
  FIRST_CONNECTOR_TYPES,
  POWER_TYPES,
  SECOND_CONNECTOR_TYPES,
  SESSION_STATUSES,
} from "../../canonical/words.model";
import type { VersionWords } from "../../wire/context.model";

/** The words of OCPI 2.2.1-d2 with errata. */
export const WORDS_2_2_1: VersionWords = {
  capabilities: CAPABILITIES,
  connectorTypes: [...FIRST_CONNECTOR_TYPES, ...SECOND_CONNECTOR_TYPES],
  connectorCapabilities: [],
  powerTypes: POWER_TYPES,
  facilities: FACILITIES,
  parkingRestrictions: ["EV_ONLY", "PLUGGED", "DISABLED", "CUSTOMERS", "MOTORCYCLES"],
  tokenTypes: ["AD_HOC_USER", "APP_USER", "OTHER", "RFID"],
  authMethods: AUTH_METHODS,
  sessionStatuses: SESSION_STATUSES,
  dimensions: DIMENSIONS.filter((dimension) => dimension !== "FLAT"),
};
