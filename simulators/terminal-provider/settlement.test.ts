import { afterEach, describe, expect, it } from "vitest";
import { Harness, until } from "./testing/harness";
import { OCPI_VERSIONS, type OcpiVersion } from "./wire/versions.rules";

let harness: Harness;

afterEach(() => harness.stop());

/** A tap, a session and its CDR over so much; resolves with the settled transaction. */
async function charged(totalMinor: number, holdMinor = 4_500) {
  const { id } = await harness.tapped({ holdMinor });
  await harness.pushSession("ACTIVE", 5, 395);
  await harness.pushSession("COMPLETED", 20.5, totalMinor);
  expect(await harness.pushCdr(totalMinor)).toMatchObject({ http: 201, status_code: 1000 });
  await until(() => harness.control.transaction("pay", id).state === "settled");
  if (harness.hasPayments) await until(() => harness.confirmations().length > 0);
  return harness.control.transaction("pay", id);
}

const costs = (version: OcpiVersion, net: number, gross: number) =>
  version === "2.3.0"
    ? { before_taxes: net, taxes: [{ name: "VAT", amount: Math.round((gross - net) * 100) / 100 }] }
    : { excl_vat: net, incl_vat: gross };

describe.each(OCPI_VERSIONS)("settlement in %s", (version) => {
  it("captures the CDR's total with tax and releases the rest", async () => {
    harness = await Harness.connected(version);
    expect(await charged(1_310)).toMatchObject({
      capturedMinor: 1_310,
      releasedMinor: 3_190,
      captureStatus: "SUCCESS",
      kwh: 20.5,
      cdrIds: ["CDR-S1"],
    });
    expect(harness.control.complaints()).toEqual([]);
    if (version !== "2.3.0") expect(harness.confirmations()).toEqual([]);
  });

  it("captures no more than the hold", async () => {
    harness = await Harness.connected(version);
    expect(await charged(1_310, 1_000)).toMatchObject({
      capturedMinor: 1_000,
      releasedMinor: 0,
      captureStatus: "PARTIAL_SUCCESS",
    });
  });

  it("settles a CDR once, however often it comes", async () => {
    harness = await Harness.connected(version);
    await charged(1_310);
    expect(await harness.pushCdr(1_310)).toMatchObject({ http: 200, status_code: 1000 });
    expect(harness.control.transactions("pay")).toMatchObject([{ capturedMinor: 1_310, cdrIds: ["CDR-S1"] }]);
    expect(harness.confirmations().length).toBeLessThan(2);
  });
});

describe.each(["2.3.0", "2.2.1"] as const)("financial advice in %s", (version) => {
  it("confirms the capture with the reference of the start", async () => {
    harness = await Harness.connected(version, { directPayment: true });
    const { authorizationReference, approvalCode } = await charged(1_310);
    expect(harness.confirmations()).toEqual([
      {
        id: expect.any(String),
        authorization_reference: authorizationReference,
        total_costs: costs(version, 10.83, 13.1),
        currency: "EUR",
        eft_data: [
          "Visa",
          "AID: A0000000031010",
          "Nr: **** **** **** 4242",
          `Approval code: ${approvalCode}`,
          "Amount: EUR 13.10",
        ],
        capture_status_code: "SUCCESS",
        capture_status_message: "Capture successful at PSP",
        last_updated: expect.any(String),
      },
    ]);
  });

  it("confirms a part with the same share of tax, and serves what it sent", async () => {
    harness = await Harness.connected(version, { directPayment: true });
    await charged(1_310, 1_000);
    const [sent] = harness.confirmations() as { id: string }[];
    expect(sent).toMatchObject({
      total_costs: costs(version, 8.27, 10),
      capture_status_code: "PARTIAL_SUCCESS",
    });
    const path = ["financial-advice-confirmations"];
    expect(await harness.cpo.push("GET", "payments", path)).toMatchObject({ data: [sent] });
    expect(await harness.cpo.push("GET", "payments", [...path, sent?.id ?? ""])).toMatchObject({
      data: sent,
    });
    expect(await harness.cpo.push("GET", "payments", [...path, "unknown"])).toMatchObject({ http: 404 });
  });

  it("sends it again until the CPO takes it", async () => {
    harness = await Harness.connected(version, { directPayment: true });
    harness.cpo.failing.set("financial-advice", 503);
    await charged(1_310);
    harness.cpo.failing.clear();
    await until(() => harness.confirmations().length === 2);
    const [first, second] = harness.confirmations();
    expect(second).toEqual(first);
  });

  it("adds up the CDRs of a station that restarted", async () => {
    harness = await Harness.connected(version, { directPayment: true });
    const { id } = await charged(1_000);
    await harness.pushCdr(500, "CDR-second");
    await until(() => harness.confirmations().length === 2);
    expect(harness.control.transaction("pay", id)).toMatchObject({
      capturedMinor: 1_500,
      cdrIds: ["CDR-S1", "CDR-second"],
    });
  });

  it("cannot capture when the hold was given back before a late session", async () => {
    harness = await Harness.connected(version, { directPayment: true, noSessionMs: 20 });
    const { id } = await harness.tapped();
    await until(() => harness.control.transaction("pay", id).state === "released");
    await harness.pushSession("COMPLETED", 20.5, 1_310);
    await harness.pushCdr(1_310);
    await until(() => harness.confirmations().length === 1);
    expect(harness.confirmations()).toMatchObject([{ capture_status_code: "FAILED" }]);
    expect(harness.control.transaction("pay", id)).toMatchObject({ state: "settled", capturedMinor: 0 });
  });
});

describe("what a CDR may bring besides", () => {
  it("counts net amounts of 2.1.1 with the agreed tax", async () => {
    harness = await Harness.connected("2.1.1", { vatPercentFor211: 21 });
    expect(await charged(1_000)).toMatchObject({ capturedMinor: 1_210 });
  });

  it("takes the driver's code from the session, else from the CDR's remark", async () => {
    harness = await Harness.connected("2.2.1");
    const { id } = await harness.tapped();
    const cdr = await import("./testing/sample-objects");
    await harness.cpo.push("POST", "cdrs", [], {
      ...cdr.cdr(harness.lastStarted(), "2.2.1", 1_310),
      remark: "K7F3-2Q",
    });
    await until(() => harness.control.transaction("pay", id).reference === "K7F3-2Q");
    const started = { ...harness.lastStarted(), id: "S9" };
    const session = cdr.session(started, "2.2.1", "ACTIVE", 1, 100);
    await harness.cpo.push("PUT", "sessions", ["S9"], { ...session, kerbwatt_reference: "ABCD-12" });
    await until(() => harness.control.transaction("pay", id).reference === "ABCD-12");
  });

  it("keeps a CDR that belongs to no tap, and takes no money", async () => {
    harness = await Harness.connected("2.3.0");
    await harness.tapped();
    const { cdr } = await import("./testing/sample-objects");
    const stranger = { ...harness.lastStarted(), id: "S77", token: { uid: "X" }, reference: "other" };
    expect(await harness.cpo.push("POST", "cdrs", [], cdr(stranger, "2.3.0", 900))).toMatchObject({
      http: 201,
    });
    expect(harness.control.view("pay").counts).toMatchObject({ cdrs: 1, confirmations: 0 });
  });

  it("holds nothing for an RFID card and captures nothing", async () => {
    harness = await Harness.connected("2.3.0");
    const { id, tokenUid, tokenType } = await harness.tapped({ card: "rfid" });
    expect([tokenUid, tokenType]).toEqual([expect.stringMatching(/^[0-9A-F]{14}$/), "RFID"]);
    await harness.pushCdr(1_310);
    await until(() => harness.control.transaction("pay", id).state === "settled");
    expect(harness.control.transaction("pay", id)).toMatchObject({ holdMinor: 0, captureStatus: null });
    expect(harness.confirmations()).toEqual([]);
  });
});
