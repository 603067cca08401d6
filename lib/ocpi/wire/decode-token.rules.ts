import type { ExchangeNote } from "@/lib/pricing/exchange/ocpi-tariff.model";
import type { Token, TokenOwner } from "../canonical/token.model";
import { PROFILE_TYPES, TOKEN_TYPES, WHITELISTS } from "../canonical/words.model";
import type { Decoded } from "../exchange/codec.model";
import { partyOf } from "../exchange/headers.rules";
import type { Reader } from "../exchange/read.rules";
import { decodeWith } from "../exchange/read.rules";

/** Leaves out members that are undefined: an optional member is absent or has a value. */
export function present<T extends object>(members: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;
}

/**
 * A token, also a partial one: partners send only uid and type with a command. The contract is then the uid and the owner the
 * sending party. A type that nobody knows is OTHER. `valid` must be said: a token without it is not valid.
 */
export function readToken(reader: Reader, owner: TokenOwner): Token {
  // 2.1.1 calls it auth_id; some partners send nothing else (OCPI commands, partial tokens).
  const contract = reader.text("contract_id", 36) ?? reader.text("auth_id", 36);
  const uid =
    reader.raw("uid") === undefined && contract !== undefined ? contract : reader.requiredText("uid", 36);
  const party = partyOf(reader.text("country_code", 2) ?? null, reader.text("party_id", 3) ?? null) ?? owner;
  const contractOf = reader.object("energy_contract");
  const supplier = contractOf?.text("supplier_name", 64);
  const isPartial = reader.raw("valid") === undefined;
  return {
    countryCode: party.countryCode,
    partyId: party.partyId,
    uid,
    type: reader.word("type", TOKEN_TYPES, "OTHER"),
    contractId: contract ?? uid,
    issuer: reader.text("issuer", 64) ?? "",
    // A command vouches for its token; in a list an unsaid validity is none.
    valid: reader.flag("valid") ?? isPartial,
    whitelist: reader.word("whitelist", WHITELISTS, "NEVER"),
    lastUpdated: reader.instant("last_updated") ?? null,
    ...present<Pick<Token, "visualNumber" | "groupId" | "language" | "defaultProfile" | "energyContract">>({
      visualNumber: reader.text("visual_number", 64),
      groupId: reader.text("group_id", 36),
      language: reader.text("language", 2),
      defaultProfile: reader.word("default_profile_type", PROFILE_TYPES, undefined),
      energyContract:
        supplier === undefined
          ? undefined
          : present({ supplierName: supplier, contractId: contractOf?.text("contract_id", 64) }),
    }),
  };
}

/** A Token of the Tokens module. There it must be complete enough to say whether it is valid. */
export function decodeToken(
  wire: unknown,
  owner: TokenOwner,
  found: readonly ExchangeNote[],
): Decoded<Token> {
  return decodeWith(wire, found, (reader) => {
    if (reader.raw("valid") === undefined) reader.fault("valid", "missing", true);
    return readToken(reader, owner);
  });
}
