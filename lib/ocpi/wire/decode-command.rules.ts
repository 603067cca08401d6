import type { ExchangeNote } from "@/lib/pricing/exchange/ocpi-tariff.model";
import type { CommandType, OcpiCommand } from "../canonical/command.model";
import type { Token, TokenOwner } from "../canonical/token.model";
import type { Decoded } from "../exchange/codec.model";
import type { Reader } from "../exchange/read.rules";
import { createReader, decodeWith } from "../exchange/read.rules";
import { present, readToken } from "./decode-token.rules";

function tokenOf(reader: Reader, owner: TokenOwner, notes: ExchangeNote[]): Token {
  const token = reader.object("token");
  if (token === undefined) reader.fault("token", "missing", true);
  return readToken(token ?? createReader({ uid: "-", type: "OTHER" }, notes), owner);
}

/** Ids of places are at most 36 characters, in 2.1.1 39; the longer bound is read in all versions. */
const PLACE_ID = 39;

/** Reads one command. Unknown members and unknown words are noted; a missing mandatory member makes it unreadable (2001). */
export function decodeCommand(
  type: CommandType,
  wire: unknown,
  owner: TokenOwner,
  found: readonly ExchangeNote[],
): Decoded<OcpiCommand> {
  return decodeWith(wire, found, (reader): OcpiCommand => {
    const responseUrl = reader.requiredText("response_url", 2_000);
    const place = (): { locationId: string; evseUid?: string } => ({
      locationId: reader.requiredText("location_id", PLACE_ID),
      ...present<{ evseUid?: string }>({ evseUid: reader.text("evse_uid", PLACE_ID) }),
    });
    const reference = present<{ authorizationReference?: string }>({
      authorizationReference: reader.text("authorization_reference", 36),
    });
    const ignored: ExchangeNote[] = [];
    switch (type) {
      case "START_SESSION": {
        const connector = present<{ connectorId?: string }>({ connectorId: reader.text("connector_id", 36) });
        const token = tokenOf(reader, owner, ignored);
        return { type, responseUrl, token, ...place(), ...connector, ...reference };
      }
      case "STOP_SESSION":
        return { type, responseUrl, sessionId: reader.requiredText("session_id", 36) };
      case "UNLOCK_CONNECTOR":
        return {
          type,
          responseUrl,
          locationId: reader.requiredText("location_id", PLACE_ID),
          evseUid: reader.requiredText("evse_uid", PLACE_ID),
          connectorId: reader.requiredText("connector_id", 36),
        };
      case "RESERVE_NOW":
        return {
          type,
          responseUrl,
          token: tokenOf(reader, owner, ignored),
          expiry: reader.requiredInstant("expiry_date"),
          // An integer in 2.1.1; readers take numbers as text.
          reservationId: reader.requiredText("reservation_id", 36),
          ...place(),
          ...reference,
        };
      case "CANCEL_RESERVATION":
        return { type, responseUrl, reservationId: reader.requiredText("reservation_id", 36) };
    }
  });
}
