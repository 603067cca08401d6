/** The languages of the product. A new one is a file in `messages`, a line here and one in `catalogues.ts`. */
export const LOCALES = ["en", "nl", "de", "fr"] as const;
export type Locale = (typeof LOCALES)[number];

export const DEFAULT_LOCALE: Locale = "en";

/** The BCP 47 tag whose conventions numbers, amounts and dates follow. */
export const FORMAT_TAG: Readonly<Record<Locale, string>> = {
  en: "en-GB",
  nl: "nl-NL",
  de: "de-DE",
  fr: "fr-FR",
};

/** True when `text` names a language that we speak. */
export function isLocale(text: string | null | undefined): text is Locale {
  return LOCALES.some((locale) => locale === text);
}
