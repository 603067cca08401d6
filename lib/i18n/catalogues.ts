import type { Locale } from "./locale.model";
import de from "./messages/de.json";
import en from "./messages/en.json";
import fr from "./messages/fr.json";
import nl from "./messages/nl.json";

/** The messages of every language. English is the reference: a test demands the same keys and arguments everywhere. */
export type Catalogue = typeof en;

export const CATALOGUES: Readonly<Record<Locale, Catalogue>> = { en, nl, de, fr };

type Keys<Messages> = {
  [Group in keyof Messages & string]: `${Group}.${keyof Messages[Group] & string}`;
}[keyof Messages & string];

/** Every key, such as "frame.help"; a key that does not exist does not compile. */
export type MessageKey = Keys<Catalogue>;
