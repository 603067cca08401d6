import { describe, expect, it } from "vitest";
import { connectionSettingsSchema } from "@/lib/subscriptions/connection.model";
import { draftSchema, REQUEST_MODULES } from "@/lib/subscriptions/request.model";
import { isModuleIn } from "@/lib/subscriptions/review.rules";
import { takeQuirk } from "./quirks.rules";
import { PROVIDERS, providerOf } from "./registry";

const DEFAULTS = connectionSettingsSchema.parse({});

describe("providers of payment terminals", () => {
  it("has the named ones, each under a key that a subscription can store", () => {
    const keys = PROVIDERS.map(({ key }) => key);
    expect(keys).toEqual(["scheidt_bachmann", "fortech", "optechain", "nayax", "payter", "other"]);
    for (const key of keys) expect(draftSchema.shape.provider.safeParse(key).success, key).toBe(true);
  });

  it("takes an unknown key as any other provider", () => {
    expect(providerOf("gone").key).toBe("other");
    expect(providerOf("nayax").name).toBe("Nayax");
  });

  it.each(PROVIDERS)("$name proposes only what its version has", ({ proposal }) => {
    for (const module of proposal.modules) {
      expect(REQUEST_MODULES).toContain(module);
      expect(proposal.version === null || isModuleIn(proposal.version, module)).toBe(true);
    }
  });

  it.each(PROVIDERS)(
    "$name says what must be asked, and links to https only",
    ({ toAsk, documents, notes }) => {
      expect(toAsk.length).toBeGreaterThan(0);
      expect(notes.length).toBeGreaterThan(0);
      for (const { url } of documents) expect(new URL(url).protocol).toBe("https:");
    },
  );

  it("every quirk changes something, stays legal, and is off by default", () => {
    for (const { name, quirks } of PROVIDERS)
      for (const quirk of quirks) {
        const changed = takeQuirk(DEFAULTS, quirk);
        expect(changed, `${name} ${quirk.key}`).not.toEqual(DEFAULTS);
        expect(connectionSettingsSchema.parse(changed)).toEqual(changed);
      }
  });
});
