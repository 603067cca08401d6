import { describe, expect, it } from "vitest";
import { signedDataOf } from "@/lib/billing/ocmf/signed-data.rules";
import type { TransparencyValue } from "@/lib/billing/ocmf/transparency-file.rules";
import { CDR } from "../testing/examples";
import { codecOf } from "../versions/registry";
import { DEFAULT_SETTINGS } from "../wire/context.model";

const value = (text: string, more: Partial<TransparencyValue> = {}): TransparencyValue => ({
  text,
  isOcmf: true,
  publicKey: "04ab",
  transactionId: 1,
  context: null,
  ...more,
});
const begin = value('OCMF|{"FV":"1.0","PG":"T1","ID":"Zähler"}|{"SD":"3045"}', {
  context: "Transaction.Begin",
});
const end = value('OCMF|{"FV":"1.0","PG":"T2"}|{"SD":"3046"}', { context: "Transaction.End" });

describe("signedDataOf", () => {
  it("LAW-33: carries every record byte for byte, with its payload and the key", () => {
    const data = signedDataOf([begin, end]);
    expect(data).toMatchObject({ encodingMethod: "OCMF", publicKey: "04ab" });
    expect(data?.values.map(({ nature }) => nature)).toEqual(["Start", "End"]);
    expect(data?.values[0]?.plainData).toBe('{"FV":"1.0","PG":"T1","ID":"Zähler"}');
    const texts = data?.values.map(({ signedData }) => Buffer.from(signedData, "base64").toString("utf8"));
    expect(texts).toEqual([begin.text, end.text]);
  });

  it.each([
    ["nothing signed", []],
    ["another format", [value("<signedMeterValue/>", { isOcmf: false })]],
    ["a record beyond the length of the text", [begin, value(`OCMF|${"x".repeat(4_000)}|{}`)]],
  ])("leaves it out: %s", (_name, values) => {
    expect(signedDataOf(values)).toBeUndefined();
  });

  it.each(["2.2.1", "2.3.0"] as const)(
    "passes the schema of %s; 2.1.1 has no word for it and says so",
    (version) => {
      const signedData = signedDataOf([begin, end]);
      const cdr = { ...CDR, ...(signedData ? { signedData } : {}) };
      const encoded = codecOf(version).cdr(cdr, DEFAULT_SETTINGS);
      expect(encoded.ok && encoded.wire.signed_data).toMatchObject({ encoding_method: "OCMF" });
      expect(codecOf("2.1.1").cdr(cdr, DEFAULT_SETTINGS)).toMatchObject({ ok: true });
    },
  );
});
