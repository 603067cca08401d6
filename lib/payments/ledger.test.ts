import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Booking,
  bookCapture,
  bookChargeback,
  bookChargebackReversal,
  bookCreditRefund,
  bookHold,
  bookPrepayment,
  bookRefund,
  bookRefundFailure,
  bookRelease,
  bookSale,
  bookSettlement,
  bookWriteOff,
  taxOfRefund,
} from "./ledger.rules";
import { settle } from "./settlement.rules";

function balances(bookings: readonly Booking[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { lines } of bookings) {
    for (const { account, minor } of lines) sums.set(account, (sums.get(account) ?? 0) + minor);
  }
  return sums;
}

const amount = fc.integer({ min: 1, max: 1_000_000 });
const price = fc.record({
  net: fc.integer({ min: 0, max: 500_000 }),
  tax: fc.integer({ min: 0, max: 200_000 }),
});

describe("the ledger", () => {
  it("REL-1: every booking sums to zero, whatever the amounts", () => {
    fc.assert(
      fc.property(amount, amount, price, (a, b, { net, tax }) => {
        const bookings = [
          bookHold("p", a),
          bookRelease("p", a),
          bookSale("p", net, tax),
          bookWriteOff("p", b),
          bookCapture("p", a, b),
          bookPrepayment("p", a),
          bookSettlement("p", b),
          bookCreditRefund("r", a),
          bookRefund("r", a, Math.min(a, tax)),
          bookChargeback("c", a),
          bookChargebackReversal("c", a),
        ];
        for (const { lines } of bookings) expect(lines.reduce((sum, { minor }) => sum + minor, 0)).toBe(0);
      }),
      { numRuns: 10_000 },
    );
  });

  it("REL-1, REL-17: a captured session leaves the PSP's money equal to sales less write-off, and no open hold", () => {
    fc.assert(
      fc.property(amount, price, (held, { net, tax }) => {
        const { chargedMinor, writeOffMinor, grossMinor } = settle({
          authorisedMinor: held,
          dueMinor: net + tax,
          netMinor: net,
          taxMinor: tax,
          writeOffMinor: Math.max(0, net + tax - held),
        });
        const sums = balances([
          bookHold("p", held),
          bookSale("p", net, tax),
          bookWriteOff("p", writeOffMinor),
          bookCapture("p", held, chargedMinor),
        ]);
        const of = (account: string) => sums.get(account) ?? 0;
        expect(of("hold_receivable")).toBe(0);
        expect(of("hold_liability")).toBe(0);
        expect(of("driver_receivable")).toBe(0);
        expect(of("psp_clearing")).toBe(chargedMinor);
        expect(of("revenue") + of("vat") + grossMinor).toBe(0);
        expect(chargedMinor).toBeLessThanOrEqual(held);
      }),
      { numRuns: 10_000 },
    );
  });

  it("REL-19: a price refunded in any steps gives back exactly its VAT", () => {
    fc.assert(
      fc.property(
        price,
        fc.array(fc.integer({ min: 1, max: 50_000 }), { maxLength: 8 }),
        ({ net, tax }, steps) => {
          const gross = net + tax;
          let before = 0;
          let taxBack = 0;
          for (const step of [...steps, gross]) {
            const refund = Math.min(step, gross - before);
            taxBack += taxOfRefund({
              grossMinor: gross,
              taxMinor: tax,
              refundedBeforeMinor: before,
              refundMinor: refund,
            });
            before += refund;
          }
          expect(before).toBe(gross);
          expect(taxBack).toBe(tax);
        },
      ),
      { numRuns: 10_000 },
    );
  });

  it("a failed refund leaves nothing behind", () => {
    const refund = bookRefund("r", 500, 87);
    const sums = balances([refund, bookRefundFailure("r", refund.lines)]);
    expect([...sums.values()].every((sum) => sum === 0)).toBe(true);
  });

  it("keys tell kinds apart and repeat for the same fact; zeros are left out", () => {
    expect(bookHold("p", 1).key).toBe(bookHold("p", 2).key);
    expect(bookHold("p", 1).key).not.toBe(bookRelease("p", 1).key);
    expect(bookSale("p", 100, 0).lines.map(({ account }) => account)).toEqual([
      "driver_receivable",
      "revenue",
    ]);
    expect(bookHold("p", 0).lines).toEqual([]);
  });
});

describe("the settlement", () => {
  const base = {
    authorisedMinor: 3_000,
    dueMinor: 3_250,
    netMinor: 2_686,
    taxMinor: 564,
    writeOffMinor: 250,
  };

  it("REL-2: never charges above the hold, however the caller counts the write-off", () => {
    const expected = { grossMinor: 3_250, chargedMinor: 3_000, writeOffMinor: 250 };
    expect(settle(base)).toEqual(expected);
    expect(settle({ ...base, dueMinor: 3_000 })).toEqual(expected);
    expect(settle({ ...base, writeOffMinor: 0 })).toEqual(expected);
  });

  it.each([
    { ...base, netMinor: 2_000 },
    { ...base, taxMinor: 0 },
    { ...base, dueMinor: -1 },
    { ...base, dueMinor: 0.5 },
    { ...base, authorisedMinor: Number.NaN },
    { ...base, writeOffMinor: Number.POSITIVE_INFINITY },
  ])("refuses what contradicts itself: %j", (price) => {
    expect(() => settle(price)).toThrow(RangeError);
  });
});
