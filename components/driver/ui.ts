import { type Formatter, formatterFor } from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale.model";
import { type Translator, translatorFor } from "@/lib/i18n/translate";

/** What every part of a driver's page needs besides its view. */
export interface Ui {
  readonly locale: Locale;
  /** True when the address names the language: then every link keeps it (UX-34). */
  readonly languageInUrl: boolean;
  /** Path and query of this page without `lang`, for the language switch. */
  readonly path: string;
  /** The moment at which the page is rendered: counts start here, not on the phone's clock. */
  readonly now: Date;
  readonly t: Translator;
  readonly f: Formatter;
}

/** Builds the `Ui` of a page. */
export function createUi(parts: Omit<Ui, "t" | "f">, translator?: Translator): Ui {
  return { ...parts, t: translator ?? translatorFor(parts.locale), f: formatterFor(parts.locale) };
}

/** `path` with the language of this page when the address carries one. */
export function link(ui: Pick<Ui, "languageInUrl" | "locale">, path: string): string {
  return ui.languageInUrl ? withLanguage(path, ui.locale) : path;
}

/** `path` in a certain language. */
export function withLanguage(path: string, locale: Locale): string {
  return `${path}${path.includes("?") ? "&" : "?"}lang=${locale}`;
}

/** A telephone link's address: digits and the plus sign only. */
export function telephone(number: string): string {
  return `tel:${number.replace(/[^+\d]/g, "")}`;
}
