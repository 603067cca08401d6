import type { ReactNode } from "react";
import { createTranslator } from "use-intl/core";
import { CATALOGUES, type Catalogue, type MessageKey } from "./catalogues";
import type { Locale } from "./locale.model";

/** Values of a message: amounts, dates and energies arrive as text that `format.ts` has made. */
export type MessageValues = Readonly<Record<string, string | number>>;

/** Values and tags: a function says how a tag in a message, e.g. `<b>`, becomes an element. */
export type RichValues = Readonly<Record<string, string | number | ((content: ReactNode) => ReactNode)>>;

/** Looks up messages of one language. Throws on a missing key or argument: tests find it before a driver does. */
export interface Translator {
  (key: MessageKey, values?: MessageValues): string;
  rich(key: MessageKey, values: RichValues): ReactNode;
  /** True when the catalogue has this key; for keys that are made of data, such as failure codes. */
  has(key: string): key is MessageKey;
}

const translators = new Map<Locale, Translator>();

/** The translator of a language; parsed messages are kept. */
export function translatorFor(locale: Locale): Translator {
  const known = translators.get(locale);
  if (known) return known;
  const made = createTranslatorFrom(locale, CATALOGUES[locale]);
  translators.set(locale, made);
  return made;
}

/** A translator over a given catalogue, for the pseudo-language of the tests. */
export function createTranslatorFrom(locale: Locale, messages: Catalogue): Translator {
  return createTranslator({
    locale,
    messages,
    timeZone: "UTC",
    onError: (error) => {
      throw error;
    },
  }) as unknown as Translator;
}
