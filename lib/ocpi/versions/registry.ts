import type { OcpiVersion } from "@/lib/pricing/exchange/ocpi-tariff.model";
import type { VersionEntry } from "../canonical/connection.model";
import { OCPI_VERSIONS } from "../exchange/codec.model";
import type { OcpiCodec } from "../wire/codec.model";
import { CODEC_2_1_1 } from "./v2_1_1/codec.rules";
import { CODEC_2_2_1 } from "./v2_2_1/codec.rules";
import { CODEC_2_3_0 } from "./v2_3_0/codec.rules";

const CODECS: Readonly<Record<OcpiVersion, OcpiCodec>> = {
  "2.3.0": CODEC_2_3_0,
  "2.2.1": CODEC_2_2_1,
  "2.1.1": CODEC_2_1_1,
};

/** The codec of a version. */
export function codecOf(version: OcpiVersion): OcpiCodec {
  return CODECS[version];
}

/**
 * The version to use with a partner: the pinned one if the partner offers it, else the newest that both have. Null when
 * there is none (3002).
 */
export function chooseVersion(
  offered: readonly VersionEntry[],
  pinned: OcpiVersion | null,
): { readonly version: OcpiVersion; readonly url: string } | null {
  const wanted = pinned === null ? OCPI_VERSIONS : [pinned];
  for (const version of wanted) {
    const entry = offered.find((candidate) => candidate.version === version);
    if (entry !== undefined) return { version, url: entry.url };
  }
  return null;
}
