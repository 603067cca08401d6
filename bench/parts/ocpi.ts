import { Peer } from "../lib/ocpi-peer";
import { connectProvider, type Provider, sellOnTerminals, storePlaces } from "../lib/ocpi-scene";
import { startOcpiWeb } from "../lib/ocpi-web";
import type { Service } from "../lib/processes";
import type { Figure, Say } from "../lib/report";
import { createSites, type Shop, type Site } from "../lib/scene";
import type { Stage } from "../lib/stage";
import { measureCrawl } from "./ocpi-crawl";
import { measureLists } from "./ocpi-lists";
import { measurePushes } from "./ocpi-pushes";
import { measureStarts, STARTS } from "./ocpi-starts";

const PLACES = { locations: 25_000, evsesEach: 4 };
/** As many partners as callers: each has limits of its own. */
const PROVIDERS = 16;

/** Partners over OCPI 2.2.1: they read our locations, start sessions, and hear of them. */
export async function measureOcpi(stage: Stage, shop: Shop, first: Site, say: Say): Promise<Figure[]> {
  const peer = await Peer.open();
  let web: Service | undefined;
  try {
    await sellOnTerminals(stage, shop);
    const providers: Provider[] = [];
    for (let number = 1; number <= PROVIDERS; number++)
      providers.push(await connectProvider(stage, shop, number, peer.url));
    const [starter, ...readers] = providers as [Provider, ...Provider[]];
    const sites = await createSites(stage, first, "T", STARTS);
    web = await startOcpiWeb(stage, say);
    const starts = await measureStarts(stage, shop, { first, sites, provider: starter, peer }, say);
    const pushes = await measurePushes(stage, shop, starter, peer, say);
    say(`storing ${PLACES.locations * PLACES.evsesEach} EVSEs`);
    await storePlaces(stage, shop, first, PLACES);
    // First a partner reads everything, then others do: the crawl is the cold one.
    const crawl = await measureCrawl(stage, web, shop, starter, say);
    const lists = await measureLists(stage, web, readers, say);
    return [...lists, ...crawl, ...starts, ...pushes];
  } finally {
    await web?.stop();
    await peer.close();
  }
}
