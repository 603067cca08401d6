import { type BrowserContext, type BrowserContextOptions, test as base, type Page } from "@playwright/test";
import { type Charger, claimCharger } from "./chargers";
import { Facts } from "./facts";
import { MollieControl } from "./mollie";
import { readWorldFile, type WorldInfo } from "./world-file";

interface TestFixtures {
  /** A charger of this test's own. */
  readonly charger: Charger;
  readonly claim: (kind?: string) => Charger;
  /** A page in a browser of its own: another phone, with another address. */
  readonly otherPhone: (options?: BrowserContextOptions) => Promise<Page>;
}

interface WorkerFixtures {
  readonly world: WorldInfo;
  readonly facts: Facts;
  readonly mollie: MollieControl;
}

let phones = 0;

/** An address that no other phone of this run has: limits count by it. */
function ownAddress(workerIndex: number): Record<string, string> {
  phones += 1;
  return { "x-forwarded-for": `10.${workerIndex % 250}.${Math.floor(phones / 250)}.${(phones % 250) + 1}` };
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  world: [
    async ({ browserName: _any }, use) => {
      await use(readWorldFile());
    },
    { scope: "worker" },
  ],
  facts: [
    async ({ world }, use) => {
      const facts = new Facts(world);
      await use(facts);
      await facts.close();
    },
    { scope: "worker" },
  ],
  mollie: [
    async ({ world }, use) => {
      await use(new MollieControl(world));
    },
    { scope: "worker" },
  ],
  baseURL: async ({ world }, use) => {
    await use(world.urls.web);
  },
  locale: "en-GB",
  extraHTTPHeaders: async ({ world: _world }, use, info) => {
    await use(ownAddress(info.workerIndex));
  },
  claim: async ({ world }, use) => {
    await use((kind) => claimCharger(world, kind));
  },
  charger: async ({ claim }, use) => {
    await use(claim());
  },
  otherPhone: async ({ browser, contextOptions }, use, info) => {
    const opened: BrowserContext[] = [];
    await use(async (options = {}) => {
      const context = await browser.newContext({
        ...contextOptions,
        ...options,
        extraHTTPHeaders: ownAddress(info.workerIndex),
      });
      opened.push(context);
      return context.newPage();
    });
    for (const context of opened) await context.close();
  },
});

export const expect = test.expect;
