import { rgb } from "pdf-lib";
import type { Weight } from "./fonts";

export const PAGE = { width: 595.28, height: 841.89, margin: 56 } as const;
export const WIDTH = PAGE.width - 2 * PAGE.margin;
export const GAP = 6;
export const INK = rgb(0.05, 0.08, 0.15);
export const MUTED = rgb(0.34, 0.37, 0.43);
export const HAIRLINE = rgb(0.82, 0.84, 0.87);

/** How a text is set; sizes in points. */
export interface Style {
  readonly size: number;
  readonly weight: Weight;
  readonly muted?: boolean;
  readonly right?: boolean;
}

export const BODY: Style = { size: 9.5, weight: 400 };
export const STRONG: Style = { size: 9.5, weight: 600 };
export const SMALL: Style = { size: 8.5, weight: 400, muted: true };
export const LEADING = 1.42;
export const HEADING: Style = { size: 11, weight: 600 };
export const SIGNATURE_SPACE = 34;
/** With its line and the words under it. */
export const SIGNATURE_HEIGHT = SIGNATURE_SPACE + 2 * SMALL.size * LEADING;
export const INDENT = 10;
