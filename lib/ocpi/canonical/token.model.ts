import type { ProfileType, TokenType, Whitelist } from "./words.model";

/** What identifies a token in sessions and CDRs; unchanged as the partner gave it (CiString: compare without case). */
export interface TokenReference {
  readonly countryCode: string;
  readonly partyId: string;
  readonly uid: string;
  readonly type: TokenType;
  /** `auth_id` in 2.1.1. */
  readonly contractId: string;
}

/** A partner's token. Only uid and type are certain: partners send parts of it with a command. */
export interface Token extends TokenReference {
  readonly visualNumber?: string;
  readonly issuer: string;
  readonly groupId?: string;
  readonly valid: boolean;
  readonly whitelist: Whitelist;
  readonly language?: string;
  readonly defaultProfile?: ProfileType;
  readonly energyContract?: { readonly supplierName: string; readonly contractId?: string };
  /** Null when the partner left it out. */
  readonly lastUpdated: Date | null;
}

/** The party that sends: owner of a token that names none. */
export interface TokenOwner {
  readonly countryCode: string;
  readonly partyId: string;
}
