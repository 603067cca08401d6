import { DARK, LIGHT, tokenDeclarations } from "@/components/ui/tokens.model";
import { brandAccent } from "../brand.rules";
import { BASE_CSS } from "./base";
import { PARTS_CSS } from "./parts";

const SCHEME = "@media (prefers-color-scheme:dark)";
const FONT = `@font-face{font-family:Inter;src:url(/fonts/inter-latin.woff2) format("woff2");font-weight:100 900;font-display:optional}`;

const SHEET = squeeze(
  `${FONT}:root{color-scheme:light dark;${tokenDeclarations(LIGHT)}}${SCHEME}{:root{${tokenDeclarations(DARK)}}}${BASE_CSS}${PARTS_CSS}`,
);

/** The whole stylesheet of a driver's page: it travels inside the page, so that the price needs one round trip (UX-3). */
export function driverCss(brand: string | null, extra = ""): string {
  return `${SHEET}${brandCss(brand)}${extra}`;
}

/** The CPO's accent, for each theme in which its contrast holds (UX-50). */
function brandCss(brand: string | null): string {
  const rule = (theme: "light" | "dark"): string => {
    const found = brandAccent(brand, theme);
    return found ? `:root{--accent:${found.accent};--on-accent:${found.onAccent}}` : "";
  };
  const [light, dark] = [rule("light"), rule("dark")];
  const lightOnly = light ? `@media (prefers-color-scheme:light){${light}}` : "";
  return `${lightOnly}${dark ? `${SCHEME}{${dark}}` : ""}`;
}

function squeeze(css: string): string {
  return css.replace(/\n/g, "");
}
