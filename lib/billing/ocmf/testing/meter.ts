import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";

export interface MeterReadingText {
  readonly at: string;
  readonly tx: string;
  readonly kwh: string;
  readonly more?: Readonly<Record<string, string>>;
}

/** A calibrated meter with a key of its own that signs what it is told, wrong things too. */
export class TestMeter {
  private readonly privateKey: KeyObject;
  /** SubjectPublicKeyInfo as lower-case hex. */
  readonly keyHex: string;

  constructor(
    readonly serial = "1EMH0012345678",
    private readonly curve = "prime256v1",
    private readonly algorithm: string | null = "ECDSA-secp256r1-SHA256",
  ) {
    const pair = generateKeyPairSync("ec", { namedCurve: curve });
    this.privateKey = pair.privateKey;
    this.keyHex = pair.publicKey.export({ type: "spki", format: "der" }).toString("hex");
  }

  /** The bare point of the key, without the 04 before it. */
  get pointHex(): string {
    const bytes = /384/.test(this.curve) ? 96 : /192/.test(this.curve) ? 48 : 64;
    return this.keyHex.slice(-2 * bytes);
  }

  /** One record; `payload` members replace the usual ones, undefined takes them away. */
  record(
    page: number,
    readings: readonly MeterReadingText[],
    payload: Readonly<Record<string, unknown>> = {},
    encoding: "hex" | "base64" | "plain" = "hex",
  ): string {
    const head = {
      FV: "1.0",
      GI: "Kerbwatt test",
      GS: "GW-1",
      PG: `T${page}`,
      MV: "EMH",
      MM: "eHZ",
      MS: this.serial,
      IS: true,
      IL: "TRUSTED",
      IF: ["OCPP_RS_TLS"],
      IT: "NONE",
      TT: "0,59 EUR/kWh",
      ...payload,
    };
    const list = readings.map(({ at, tx, kwh, more = {} }) => {
      const rest = { TX: tx, RI: "1-b:1.8.0", RU: "kWh", RT: "DC", EF: "", ST: "G", ...more };
      // The register is written by hand: a number of JavaScript would lose its last zeros.
      return JSON.stringify({ TM: at, ...rest }).replace(/}$/, `,"RV":${kwh}}`);
    });
    const text = `${JSON.stringify(head).slice(0, -1)},"RD":[${list.join(",")}]}`;
    return `OCMF|${text}|${this.signature(text, encoding)}`;
  }

  /** A whole transaction in two records, as most meters send it. */
  transaction(startKwh: string, endKwh: string, page = 41): [string, string] {
    const begin = { at: "2026-07-01T10:00:00,000+0200 S", tx: "B", kwh: startKwh };
    const end = { at: "2026-07-01T10:40:00,000+0200 S", tx: "E", kwh: endKwh };
    return [this.record(page, [begin]), this.record(page + 1, [end])];
  }

  private signature(payload: string, encoding: "hex" | "base64" | "plain"): string {
    const dsaEncoding = encoding === "plain" ? "ieee-p1363" : "der";
    const bytes = sign("sha256", Buffer.from(payload, "utf8"), { key: this.privateKey, dsaEncoding });
    return JSON.stringify({
      ...(this.algorithm === null ? {} : { SA: this.algorithm }),
      ...(encoding === "base64" ? { SE: "base64" } : {}),
      SD: bytes.toString(encoding === "base64" ? "base64" : "hex"),
    });
  }
}
