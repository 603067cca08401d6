import { type ChangeWatch, type Reading, watchChanges } from "@/lib/db/change-watch";
import type { Context } from "@/lib/db/context";
import type { PageCursor } from "../../exchange/paging.rules";
import type { Written } from "../../server/answers.rules";
import type { Caller } from "../../server/server.model";

/** Most bytes of written locations that a process keeps: about 100,000 EVSEs in one version. */
const BYTES_MAX = 96 * 1024 * 1024;
/** Most places of orders that a process keeps. */
const PLACES_MAX = 500_000;
/** An order that has just changed is not read whole again at once: while locations come one by one, pages are read instead. */
const REST_MS = 5_000;

interface RememberedText {
  readonly written: Written;
  readonly until: number;
}

/** What belongs to one client: the orders by list, texts by version and settings and then by id. */
interface OfClient {
  readonly orders: Map<string, readonly PageCursor[]>;
  readonly texts: Map<string, Map<string, RememberedText>>;
  /** When locations came or went last, as far as this process was told. */
  changedAt: number;
}

/**
 * Locations as a version writes them for partners with the same settings, and their order. Finding, building,
 * checking and writing them costs far more than to send them, and most are asked for again long before they change. Triggers
 * tell what changes (`ocpi_place_changed`); only that is forgotten.
 */
export class LocationMemory {
  private readonly clients = new Map<string, OfClient>();
  private readonly watch: ChangeWatch;
  private bytes = 0;
  private places = 0;

  constructor(private readonly context: Context) {
    this.watch = watchChanges(context.db.listener, "ocpi_place_changed", (payload) => this.forget(payload));
  }

  /** True when everything that is found now is what a reading would find now. */
  isCurrent(): Promise<boolean> {
    return this.watch.isCurrent();
  }

  /** The same for a request whose sender was found by a process that had been told of everything. */
  async isCurrentFor({ isUpToDate }: Pick<Caller, "isUpToDate">): Promise<boolean> {
    return (isUpToDate && this.watch.isOpen()) || this.isCurrent();
  }

  /** Begins a reading of what will be kept. */
  begin(): Reading {
    return this.watch.begin();
  }

  /** All places of a list, in order. */
  findOrder(clientId: string, list: string): readonly PageCursor[] | null {
    return this.clients.get(clientId)?.orders.get(list) ?? null;
  }

  /** True when it is worth reading all places of a list, because they will stay for a while. */
  isCalm(clientId: string): boolean {
    return this.now() - (this.clients.get(clientId)?.changedAt ?? Number.NEGATIVE_INFINITY) >= REST_MS;
  }

  /** Finds written locations by their id; null for one that must be written anew. */
  textsOf(clientId: string, variant: string, now: Date): (id: string) => Written | null {
    const texts = this.clients.get(clientId)?.texts.get(variant);
    const at = now.getTime();
    return (id) => {
      const known = texts?.get(id);
      return known !== undefined && at <= known.until ? known.written : null;
    };
  }

  keepOrder(clientId: string, list: string, order: readonly PageCursor[], reading: Reading): void {
    if (!reading.isFresh(`list ${clientId}`, `client ${clientId}`)) return;
    this.places += order.length;
    if (this.places > PLACES_MAX) {
      for (const { orders } of this.clients.values()) orders.clear();
      this.places = order.length;
    }
    this.of(clientId).orders.set(list, order);
  }

  keepText(clientId: string, variant: string, id: string, text: RememberedText, reading: Reading): void {
    if (!reading.isFresh(`location ${id}`, `client ${clientId}`)) return;
    this.bytes += sizeOf(text);
    if (this.bytes > BYTES_MAX) {
      for (const { texts } of this.clients.values()) texts.clear();
      this.bytes = sizeOf(text);
    }
    const { texts } = this.of(clientId);
    const kept = texts.get(variant) ?? new Map<string, RememberedText>();
    this.bytes -= sizeOf(kept.get(id));
    texts.set(variant, kept.set(id, text));
  }

  private now(): number {
    return this.context.clock.now().getTime();
  }

  private of(clientId: string): OfClient {
    const known = this.clients.get(clientId) ?? {
      orders: new Map(),
      texts: new Map(),
      changedAt: Number.NEGATIVE_INFINITY,
    };
    this.clients.set(clientId, known);
    return known;
  }

  private forget(payload: string): void {
    const [kind = "", id = ""] = payload.split(" ");
    if (kind === "location") this.forgetTexts(id);
    else if (kind === "list") this.forgetOrders(id);
    else if (kind === "client") this.forgetClient(id);
    else for (const clientId of [...this.clients.keys()]) this.forgetClient(clientId);
  }

  private forgetTexts(locationId: string): void {
    for (const { texts } of this.clients.values())
      for (const kept of texts.values()) {
        this.bytes -= sizeOf(kept.get(locationId));
        kept.delete(locationId);
      }
  }

  private forgetOrders(clientId: string): void {
    const client = this.of(clientId);
    for (const order of client.orders.values()) this.places -= order.length;
    client.orders.clear();
    client.changedAt = this.now();
  }

  private forgetClient(clientId: string): void {
    this.forgetOrders(clientId);
    const { texts } = this.of(clientId);
    for (const kept of texts.values()) for (const text of kept.values()) this.bytes -= sizeOf(text);
    texts.clear();
  }
}

function sizeOf(text: RememberedText | undefined): number {
  return text?.written.ok ? text.written.json.length : 0;
}

const memories = new WeakMap<Context, LocationMemory>();

/** The memory of this process. */
export function locationMemory(context: Context): LocationMemory {
  const known = memories.get(context) ?? new LocationMemory(context);
  memories.set(context, known);
  return known;
}
