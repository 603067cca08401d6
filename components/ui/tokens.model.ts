/**
 * The colours of the product, one set per theme. `app/globals.css` and the driver's stylesheet print them as custom
 * properties; a test computes the contrast of every pair that is used together.
 */
export const LIGHT = {
  paper: "oklch(0.985 0.003 250)",
  surface: "oklch(1 0 0)",
  sunken: "oklch(0.962 0.005 250)",
  ink: "oklch(0.21 0.035 262)",
  muted: "oklch(0.45 0.03 260)",
  line: "oklch(0.9 0.008 255)",
  edge: "oklch(0.58 0.02 258)",
  accent: "oklch(0.42 0.12 152)",
  "on-accent": "oklch(1 0 0)",
  charge: "oklch(0.6 0.175 150)",
  "accent-text": "oklch(0.42 0.12 152)",
  "accent-soft": "oklch(0.955 0.04 152)",
  amber: "oklch(0.46 0.105 70)",
  "amber-soft": "oklch(0.962 0.045 85)",
  red: "oklch(0.48 0.18 27)",
  "red-soft": "oklch(0.957 0.022 25)",
  focus: "oklch(0.48 0.2 262)",
} as const;

export type ColourToken = keyof typeof LIGHT;

export const DARK: Readonly<Record<ColourToken, string>> = {
  paper: "oklch(0.17 0.022 262)",
  surface: "oklch(0.215 0.025 262)",
  sunken: "oklch(0.255 0.025 262)",
  ink: "oklch(0.965 0.006 250)",
  muted: "oklch(0.77 0.02 255)",
  line: "oklch(0.32 0.025 260)",
  edge: "oklch(0.6 0.025 258)",
  accent: "oklch(0.83 0.2 150)",
  "on-accent": "oklch(0.2 0.05 160)",
  charge: "oklch(0.83 0.2 150)",
  "accent-text": "oklch(0.85 0.18 150)",
  "accent-soft": "oklch(0.29 0.055 155)",
  amber: "oklch(0.85 0.13 82)",
  "amber-soft": "oklch(0.3 0.05 75)",
  red: "oklch(0.79 0.13 24)",
  "red-soft": "oklch(0.3 0.07 24)",
  focus: "oklch(0.78 0.13 250)",
};

/** The themes by name. */
export const THEMES: Readonly<Record<"light" | "dark", Readonly<Record<ColourToken, string>>>> = {
  light: LIGHT,
  dark: DARK,
};

/** The declarations of one theme: `--ink:oklch(…);…`. */
export function tokenDeclarations(theme: Readonly<Record<ColourToken, string>>): string {
  return Object.entries(theme)
    .map(([name, value]) => `--${name}:${value};`)
    .join("");
}
