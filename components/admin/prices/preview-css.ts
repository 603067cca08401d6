import { BASE_CSS } from "@/components/driver/style/base";
import { PARTS_CSS } from "@/components/driver/style/parts";
import { DARK, LIGHT, tokenDeclarations } from "@/components/ui/tokens.model";

function themed(scheme: "light" | "dark"): string {
  const tokens = tokenDeclarations(scheme === "dark" ? DARK : LIGHT);
  return `${BASE_CSS}${PARTS_CSS}:host{all:initial;display:block;color-scheme:${scheme};${tokens};color:var(--ink);font:400 1rem/1.5 Inter,system-ui,sans-serif;overflow-wrap:anywhere}`;
}

/** The driver's stylesheet for a shadow tree, with the theme chosen and not asked from the device. */
export const PREVIEW_CSS = { light: themed("light"), dark: themed("dark") } as const;
