import { z } from "zod";
import { COMMANDS } from "./client/command.model";
import { CARD_NAMES } from "./terminal/transaction.model";
import { OCPI_VERSIONS } from "./wire/versions.rules";

const version = z.enum(OCPI_VERSIONS).optional();
const token = z.string().min(1).max(64);
const id = z.string().min(1).max(255);

/** Bodies of the control API. */
export const registerSchema = z.strictObject({
  versionsUrl: z.url({ protocol: /^https?$/ }),
  token,
  version,
});
export const issueSchema = z.strictObject({ token: token.optional() });
export const rotateSchema = z.strictObject({ version });
export const crawlSchema = z.strictObject({
  modules: z.array(z.enum(["locations", "tariffs", "sessions", "cdrs"])).optional(),
  dateFrom: z.string().optional(),
  dateTo: z.string().optional(),
  limit: z.coerce.number().int().optional(),
  offset: z.coerce.number().int().optional(),
});
export const fetchSchema = z.strictObject({ module: id, path: z.array(id).default([]) });
export const tapSchema = z.strictObject({
  terminalId: id,
  card: z.enum(CARD_NAMES).default("visa"),
  locationId: id,
  evseUid: id,
  connectorId: id,
  holdMinor: z.coerce.number().int().min(0).max(100_000_000).optional(),
});
export const commandSchema = z.strictObject({
  command: z.enum(COMMANDS),
  body: z.record(z.string(), z.unknown()),
});
/** A call of any shape, for conformance tests. */
export const rawRequestSchema = z.strictObject({
  method: z.string().regex(/^[A-Z]{3,8}$/),
  /** Module whose advertised address is the base; or a whole `url`. */
  module: id.optional(),
  role: z.enum(["SENDER", "RECEIVER"]).default("SENDER"),
  path: z.array(z.string()).default([]),
  query: z.record(z.string(), z.string()).default({}),
  url: z.url({ protocol: /^https?$/ }).optional(),
  body: z.unknown().optional(),
  headers: z.record(z.string(), z.string()).default({}),
  /** Null sends no token. */
  token: z.string().nullable().optional(),
  encoding: z.enum(["base64", "raw"]).optional(),
});
export const confirmationSchema = z.strictObject({
  authorizationReference: z.string().min(1).max(36),
  amountMinor: z.int().min(0),
  netMinor: z.int().min(0).optional(),
  currency: z.string().length(3).default("EUR"),
  status: z.enum(["SUCCESS", "PARTIAL_SUCCESS", "FAILED"]).default("SUCCESS"),
  id: z.string().max(36).optional(),
});
export const faultSchema = z.strictObject({
  on: z.stringbool().or(z.boolean()).default(true),
  times: z.coerce.number().int().min(1).optional(),
  value: z.coerce.number().optional(),
});
export const selectSchema = z
  .strictObject({ locationId: id, evseUid: id, connectorId: id })
  .or(z.strictObject({}).transform(() => null));
