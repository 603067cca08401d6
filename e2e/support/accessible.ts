import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";

const LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const SCHEMES = ["light", "dark"] as const;

/** No violation of WCAG 2.2 AA in either theme. */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    // A colour that is still on its way from the other theme says nothing about contrast.
    await page.evaluate(async () => {
      await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
      const running = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
      await Promise.allSettled(running.map((animation) => animation.finished));
    });
    const { violations } = await new AxeBuilder({ page }).withTags(LEVELS).analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
    expect(found, `${state}, ${colorScheme}`).toEqual([]);
  }
}

/** Nothing is wider than a phone of 320 px, also with text of twice the size. */
async function expectNoSideScroll(page: Page, state: string): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  for (const size of ["100%", "200%"]) {
    await page.evaluate((fontSize) => {
      document.documentElement.style.fontSize = fontSize;
    }, size);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, `${state} at ${size}`).toBeLessThanOrEqual(320);
  }
  await page.evaluate(() => document.documentElement.style.removeProperty("font-size"));
  if (before) await page.setViewportSize(before);
}

/** Both, as one step of the test. */
export async function expectGood(page: Page, state: string): Promise<void> {
  await test.step(state, async () => {
    await expectAccessible(page, state);
    await expectNoSideScroll(page, state);
  });
}
