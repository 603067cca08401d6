import { z } from "zod";

const text = (max: number) => z.string().trim().min(1).max(max);

/** What a new location is made of. */
export const newLocationSchema = z.strictObject({
  clientId: z.uuid(),
  cpoId: z.uuid(),
  name: text(120),
  street: text(120),
  postalCode: text(16),
  city: text(80),
  country: z.string().regex(/^[A-Z]{2}$/),
  timeZone: z.string().max(60),
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  isPublic: z.boolean().default(true),
});
export type NewLocation = z.input<typeof newLocationSchema>;

export const newConnectorSchema = z.strictObject({
  /** OCPI ConnectorType, e.g. IEC_62196_T2_COMBO. */
  standard: z.string().regex(/^[A-Z0-9_]{2,40}$/),
  format: z.enum(["SOCKET", "CABLE"]),
  maxVoltageV: z.number().int().min(1).max(2_000),
  maxAmperageA: z.number().int().min(1).max(2_000),
});

export const newEvseSchema = z.strictObject({
  /** eMI3 id, e.g. NL*KRB*E10021*1. */
  evseId: z.string().regex(/^[A-Z]{2}\*[A-Z0-9]{3}\*E[A-Z0-9*]{1,30}$/),
  label: text(40),
  ocppConnectorId: z.number().int().min(1).max(100),
  currentType: z.enum(["AC", "DC"]),
  maxPowerW: z.number().int().min(1_000).max(1_500_000),
  plugPolicy: z.enum(["PLUG_FIRST", "PAY_FIRST", "EITHER"]).default("EITHER"),
  deployedOn: z.iso.date(),
  eichrecht: z.boolean().default(false),
  /** Document of the type approval that covers time as well as energy (LAW-32). */
  timeApproval: text(120).nullable().default(null),
  connectors: z.array(newConnectorSchema).min(1).max(4),
});
export type NewEvse = z.input<typeof newEvseSchema>;

/** What a new station is made of. `password` is its OCPP secret in clear; only a hash of it is kept (SEC-29). */
export const newStationSchema = z.strictObject({
  clientId: z.uuid(),
  locationId: z.uuid(),
  identity: z.string().regex(/^[A-Za-z0-9*\-_=:+|@.]{1,48}$/),
  name: text(80),
  securityProfile: z.union([z.literal(1), z.literal(2), z.literal(3)]).default(2),
  password: z.string().min(16).max(40),
  active: z.boolean().default(false),
  evses: z.array(newEvseSchema).max(32),
});
export type NewStation = z.input<typeof newStationSchema>;
