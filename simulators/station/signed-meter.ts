import { createECDH, createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";

/** What a calibrated meter signs: the register at the begin or the end of a transaction. */
export interface SignedReading {
  /** ISO 8601, as the station's clock shows it. */
  readonly timestamp: string;
  readonly transaction: "B" | "E";
  readonly registerWh: number;
  readonly idTag: string;
}

/** What is wrong with the next record. */
export interface SignedFaults {
  /** The signature is of another text. */
  readonly badSignature: boolean;
  /** A page of the meter's log is left out before this record. */
  readonly pageGap: boolean;
}

/**
 * A calibrated meter with a real key: it signs what it read in the Open Charge Metering Format (OCMF 1.0). The key follows from
 * the seed, so that it is the same after a restart and can be registered once.
 */
export class SignedMeter {
  /** SubjectPublicKeyInfo, hex: what stands on the label of a real meter. */
  readonly publicKey: string;
  readonly serial: string;
  private readonly privateKey: KeyObject;
  private page = 0;

  constructor(
    seed: string,
    private readonly current: "AC" | "DC",
  ) {
    const pair = createECDH("prime256v1");
    pair.setPrivateKey(createHash("sha256").update(`meter:${seed}`).digest());
    const point = pair.getPublicKey();
    const jwk = {
      kty: "EC",
      crv: "P-256",
      d: pair.getPrivateKey().toString("base64url"),
      x: point.subarray(1, 33).toString("base64url"),
      y: point.subarray(33).toString("base64url"),
    };
    this.privateKey = createPrivateKey({ key: jwk, format: "jwk" });
    const spki = createPublicKey(this.privateKey).export({ type: "spki", format: "der" });
    this.publicKey = spki.toString("hex");
    this.serial = `1SIM${this.publicKey.slice(-10).toUpperCase()}`;
  }

  /** One signed record with its own page. */
  record(reading: SignedReading, { badSignature, pageGap }: SignedFaults): string {
    this.page += pageGap ? 2 : 1;
    const payload = this.payload(reading);
    const signature = sign("sha256", Buffer.from(badSignature ? `${payload} ` : payload), this.privateKey);
    const section = { SA: "ECDSA-secp256r1-SHA256", SD: signature.toString("hex") };
    return `OCMF|${payload}|${JSON.stringify(section)}`;
  }

  private payload({ timestamp, transaction, registerWh, idTag }: SignedReading): string {
    const head = {
      FV: "1.0",
      GI: "Kerbwatt station simulator",
      PG: `T${this.page}`,
      MV: "Kerbwatt",
      MM: "Simulated meter",
      MS: this.serial,
      IS: true,
      IL: "TRUSTED",
      IF: ["OCPP_RS_TLS"],
      IT: "CENTRAL_1",
      ID: idTag,
    };
    const reading = {
      TM: meterTime(timestamp),
      TX: transaction,
      RI: "1-b:1.8.0",
      RU: "kWh",
      RT: this.current,
      EF: "",
      ST: "G",
    };
    // Three places always: the digits say how exact the meter is, and a number of JavaScript would lose its last zeros.
    const value = `"RV":${(registerWh / 1000).toFixed(3)}`;
    const list = `${JSON.stringify(reading).slice(0, -1)},${value}}`;
    return `${JSON.stringify(head).slice(0, -1)},"RD":[${list}]}`;
  }
}

/** OCMF's own way to write a time: a comma before the milliseconds, the zone without colon, and S for a synchronised clock. */
function meterTime(timestamp: string): string {
  const utc = new Date(timestamp).toISOString();
  return `${utc.replace(".", ",").replace("Z", "+0000")} S`;
}
