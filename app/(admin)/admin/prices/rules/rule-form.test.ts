import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { draftOfForm, ruleForm, wallOf } from "./rule-form";

const ZONE = "Europe/Amsterdam";
const form = (more: Record<string, string> = {}) =>
  ruleForm.parse({
    ...{ ruleId: "", expectedNumber: "0", name: "Page", cpoId: "", channel: "QR", tariffCode: "" },
    ...{ locationGroupId: "", evseId: "", validFrom: "2026-03-01T08:00", validTo: "" },
    ...{ kind: "WHOLESALE_FACTOR", factor: "1,05", justification: "", note: "" },
    ...more,
  });

function faults(more: Record<string, string>): string[] {
  try {
    draftOfForm(form(more), ZONE, null);
    return [];
  } catch (error) {
    return (error as z.ZodError).issues.map(({ path }) => path.join("."));
  }
}

describe("the form of a billing rule", () => {
  it("reads clocks in the person's zone, a decimal comma, and leaves open what is empty", () => {
    const draft = draftOfForm(
      form({ windowDays0: "MONDAY,SUNDAY", windowFrom0: "08:00", windowTo0: "00:00" }),
      ZONE,
      null,
    );
    expect(draft).toMatchObject({
      validFrom: new Date("2026-03-01T07:00:00Z"),
      validTo: null,
      cpoId: null,
      windows: [{ days: ["MONDAY", "SUNDAY"], start: "08:00", end: "00:00" }],
      price: { kind: "WHOLESALE_FACTOR", factor: "1.05" },
    });
  });

  it("a time that the clock skips is the moment after it", () => {
    expect(draftOfForm(form({ validFrom: "2026-03-29T02:30" }), ZONE, null).validFrom).toEqual(
      new Date("2026-03-29T01:00:00Z"),
    );
  });

  it("an instant that nobody touched keeps its seconds", () => {
    const validFrom = new Date("2026-03-01T07:00:42Z");
    const stored = { validFrom, validTo: null } as Parameters<typeof draftOfForm>[2];
    expect(wallOf(validFrom, ZONE)).toBe("2026-03-01T08:00");
    expect(draftOfForm(form(), ZONE, stored).validFrom).toEqual(validFrom);
  });

  it.each([
    ["a factor", { factor: "0" }, "factor"],
    ["a name", { name: " " }, "name"],
    ["a price", { kind: "FIXED" }, "tariffId"],
    ["a day", { validFrom: "tomorrow" }, "validFrom"],
    ["an end before the beginning", { validTo: "2026-02-01T08:00" }, "validTo"],
    ["no weekday", { windowDays0: "", windowFrom0: "08:00", windowTo0: "09:00" }, "windowDays0"],
    [
      "an invented weekday",
      { windowDays2: "MOONDAY", windowFrom2: "08:00", windowTo2: "09:00" },
      "windowDays0",
    ],
    ["hours", { windowDays0: "MONDAY", windowFrom0: "25:00", windowTo0: "09:00" }, "windowFrom0"],
    ["a code", { tariffCode: "two words" }, "tariffCode"],
    ["a channel", { channel: "PIGEON" }, "channel"],
    ["an id", { evseId: "'; DROP TABLE" }, "evseId"],
  ])("names the field of a fault: %s", (_name, more, field) => {
    expect(faults(more)).toEqual([field]);
  });
});
