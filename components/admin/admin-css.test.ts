import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { THEMES } from "@/components/ui/tokens.model";

const css = readFileSync(path.resolve(import.meta.dirname, "admin.css"), "utf8");

it.each(["light", "dark"] as const)("the chosen %s theme has the colours of the tokens", (name) => {
  const start = css.indexOf(`[data-theme="${name}"]`);
  const block = css.slice(start, css.indexOf("}", start));
  for (const [token, value] of Object.entries(THEMES[name])) expect(block).toContain(`--${token}: ${value};`);
});
