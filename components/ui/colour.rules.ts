/**
 * Colour arithmetic for the tokens and for a CPO's brand: oklch to sRGB and the contrast ratio of WCAG 2.2 (1.4.3).
 * Pure; runs in tests and on the server only.
 */

/** Linear-light sRGB, each channel 0 to 1. */
export type LinearRgb = readonly [number, number, number];

const OKLCH = /^oklch\(([\d.]+)\s+([\d.]+)\s+([\d.]+)\)$/;
const HEX = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i;

/** Reads `oklch(l c h)` or `#rrggbb`; null for anything else. Out-of-gamut channels are clipped, as browsers roughly do. */
export function parseColour(text: string): LinearRgb | null {
  const oklch = OKLCH.exec(text);
  if (oklch) return fromOklch(Number(oklch[1]), Number(oklch[2]), Number(oklch[3]));
  const hex = HEX.exec(text);
  if (!hex) return null;
  const [r, g, b] = hex.slice(1).map((channel) => linear(Number.parseInt(channel, 16) / 255));
  return [r ?? 0, g ?? 0, b ?? 0];
}

/** WCAG contrast ratio, 1 to 21. Throws a `RangeError` when one of the colours can not be read. */
export function contrast(a: string, b: string): number {
  const [first, second] = [luminance(a), luminance(b)];
  const [light, dark] = first > second ? [first, second] : [second, first];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(text: string): number {
  const rgb = parseColour(text);
  if (!rgb) throw new RangeError(`colour: "${text.slice(0, 40)}" is neither oklch() nor #rrggbb`);
  return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}

function fromOklch(l: number, c: number, hue: number): LinearRgb {
  const angle = (hue * Math.PI) / 180;
  const a = c * Math.cos(angle);
  const b = c * Math.sin(angle);
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  return [
    clip(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
    clip(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
    clip(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short),
  ];
}
