import { codec16 } from "./v1_6/codec";
import type { StationCodec } from "./version.model";

/** Every version we speak, the best first. */
export const CODECS: readonly StationCodec[] = [codec16];

/** The version for a station that asks for no subprotocol at all: only 1.6 stations are known to do that. */
export const DEFAULT_CODEC: StationCodec = codec16;

/** The best version that both sides speak; null when there is none. Our order counts, not the station's (OCPP-J 1.6 §3.2). */
export function chooseCodec(offered: Iterable<string>): StationCodec | null {
  const names = new Set([...offered].map((name) => name.toLowerCase()));
  return CODECS.find((codec) => names.has(codec.subprotocol)) ?? null;
}

/** The codec of a stored version (`1.6`); null when it is not spoken. */
export function codecOf(version: string): StationCodec | null {
  return CODECS.find((codec) => codec.version === version) ?? null;
}
