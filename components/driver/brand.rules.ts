import { contrast, parseColour } from "@/components/ui/colour.rules";
import { THEMES } from "@/components/ui/tokens.model";

/** The parts of a theme that a CPO's brand may replace. */
export interface BrandAccent {
  readonly accent: string;
  readonly onAccent: string;
}

const INK = "#0d1526";
const WHITE = "#ffffff";
const LABEL_CONTRAST = 7;
const EDGE_CONTRAST = 3;

/**
 * The CPO's colour as accent of one theme, or null when it would make the button hard to see or to read (UX-36, UX-50): the
 * label needs 7:1 on the colour, the button 3:1 against the page. Only `#rrggbb` is taken, so no other text can reach the
 * stylesheet.
 */
export function brandAccent(colour: string | null, theme: keyof typeof THEMES): BrandAccent | null {
  if (colour === null || !colour.startsWith("#") || parseColour(colour) === null) return null;
  if (contrast(colour, THEMES[theme].paper) < EDGE_CONTRAST) return null;
  const onAccent = contrast(colour, WHITE) >= contrast(colour, INK) ? WHITE : INK;
  return contrast(colour, onAccent) >= LABEL_CONTRAST ? { accent: colour, onAccent } : null;
}
