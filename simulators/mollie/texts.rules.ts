import type { DeclineReason } from "./catalogue.model";
import type { Texts } from "./texts.model";
import { de } from "./texts-de.model";
import { en } from "./texts-en.model";
import { fr } from "./texts-fr.model";
import { nl } from "./texts-nl.model";

const LANGUAGES: Readonly<Record<string, Texts>> = { en, nl, de, fr };

/** Texts in the language of a locale such as `nl_BE`; English for a language that the simulator does not speak. */
export function textsFor(locale: string): Texts {
  return LANGUAGES[locale.slice(0, 2)] ?? en;
}

/** Puts values into the `{places}` of a text. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
}

/** One sentence for the payer, as in `details.failureMessage`. */
export function failureText(reason: DeclineReason, locale: string): string {
  const texts = textsFor(locale);
  return fill(texts.declined, { reason: texts.reasons[reason] });
}
