import type { SignedData } from "../ocmf/signed-data.model";
import { signedDataSchema } from "./imported-cdr.model";

/** Signed values in OCPI's words (OCPI 2.2.1 §mod_cdrs, SignedData). Absent members are undefined. */
export function signedDataWire({ values, ...data }: SignedData) {
  return {
    encoding_method: data.encodingMethod,
    encoding_method_version: data.encodingMethodVersion,
    public_key: data.publicKey,
    signed_values: values.map(({ nature, plainData, signedData }) => ({
      nature,
      plain_data: plainData,
      signed_data: signedData,
    })),
    url: data.url,
  };
}

/** The same as one cell of a CSV. */
export function signedDataCell(data: SignedData): string {
  return JSON.stringify(signedDataWire(data));
}

/** The `signed_data` of a CDR, from OCPI or from such a cell; null when it is not what OCPI allows there. */
export function readSignedDataWire(wire: unknown): SignedData | null {
  if (!isRecord(wire) || !Array.isArray(wire.signed_values)) return null;
  const read = signedDataSchema.safeParse({
    encodingMethod: wire.encoding_method,
    ...present("encodingMethodVersion", wire.encoding_method_version),
    ...present("publicKey", wire.public_key),
    values: wire.signed_values.map((value: unknown) =>
      isRecord(value)
        ? { nature: value.nature, plainData: value.plain_data, signedData: value.signed_data }
        : value,
    ),
    ...present("url", wire.url),
  });
  return read.success ? read.data : null;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Partners also send null for what they do not have. */
const present = (name: string, value: unknown) =>
  value === undefined || value === null ? {} : { [name]: value };
