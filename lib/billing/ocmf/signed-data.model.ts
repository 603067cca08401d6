/** The signed values of a session as a CDR carries them (OCPI 2.2.1 §mod_cdrs, SignedData). */
export interface SignedData {
  /** For example "OCMF". */
  readonly encodingMethod: string;
  readonly encodingMethodVersion?: number;
  readonly publicKey?: string;
  readonly values: readonly {
    readonly nature: "Start" | "End" | "Intermediate";
    readonly plainData: string;
    readonly signedData: string;
  }[];
  readonly url?: string;
}
