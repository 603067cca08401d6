import { describe, expect, it } from "vitest";
import { CATALOGUES, type Catalogue } from "./catalogues";
import { LOCALES } from "./locale.model";
import { createTranslatorFrom } from "./translate";

type Messages = Readonly<Record<string, Readonly<Record<string, string>>>>;

function flat(catalogue: Catalogue): Map<string, string> {
  const groups = Object.entries(catalogue as Messages);
  return new Map(
    groups.flatMap(([group, all]) =>
      Object.entries(all).map(([key, text]) => [`${group}.${key}`, text] as const),
    ),
  );
}

/** Names of the arguments and tags of a message, sorted. */
function argumentsOf(text: string): string[] {
  const names = [...text.matchAll(/\{(\w+)[,}]/g), ...text.matchAll(/<(\w+)>/g)].map(
    (match) => match[1] ?? "",
  );
  return [...new Set(names)].sort();
}

const ENGLISH = flat(CATALOGUES.en);

describe.each(LOCALES)("UX-35: the catalogue %s", (locale) => {
  const messages = flat(CATALOGUES[locale]);

  it("has the keys of the English one, and no others", () => {
    expect([...messages.keys()].sort()).toEqual([...ENGLISH.keys()].sort());
  });

  it("uses the same arguments in every message", () => {
    for (const [key, text] of messages)
      expect([key, argumentsOf(text)]).toEqual([key, argumentsOf(ENGLISH.get(key) ?? "")]);
  });

  it("has no empty message and every message parses", () => {
    const t = createTranslatorFrom(locale, CATALOGUES[locale]);
    for (const [key, text] of messages) {
      expect(text.trim(), key).not.toBe("");
      const values = Object.fromEntries(argumentsOf(text).map((name) => [name, 2]));
      const tags = text.includes("<b>") ? { ...values, b: () => "x" } : values;
      expect(() => t.rich(key as Parameters<typeof t>[0], tags), key).not.toThrow();
    }
  });

  it("UX-53: no sentence is longer than 15 words", () => {
    for (const [key, text] of messages) {
      const plain = text.replace(/\{\w+, plural[\s\S]*\}\}/g, "X").replace(/<[^>]+>/g, "");
      for (const sentence of plain.split(/(?<=[.!?;:])\s+/)) {
        const words = sentence.split(/\s+/).filter((word) => /[\p{L}\d]/u.test(word));
        expect(words.length, `${key}: ${sentence}`).toBeLessThanOrEqual(15);
      }
    }
  });
});

describe("LAW-44: the button obliges to pay and names the amount", () => {
  it.each([
    ["en", "Reserve €60 and pay for charging"],
    ["de", "60 € reservieren und zahlungspflichtig laden"],
    ["nl", "Reserveer € 60 en laad met betalingsverplichting"],
    ["fr", "Réserver 60 € et charger avec obligation de paiement"],
  ] as const)("%s", (locale, text) => {
    const amount = locale === "en" ? "€60" : locale === "nl" ? "€ 60" : "60 €";
    expect(createTranslatorFrom(locale, CATALOGUES[locale])("hold.button", { amount })).toBe(text);
  });
});

it("a missing key is an error and not a text on a page", () => {
  const t = createTranslatorFrom("en", CATALOGUES.en);
  expect(() => t("frame.no_such_key" as Parameters<typeof t>[0])).toThrow();
  expect(t.has("price.energy")).toBe(true);
  expect(t.has("price.from_another_version")).toBe(false);
});
