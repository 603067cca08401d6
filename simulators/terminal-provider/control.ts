import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { callPeer, type PeerAnswer } from "./client/call-peer";
import { type CommandOutcome, sendCommand } from "./client/commands";
import { type CrawlReport, crawl, fetchObject, peerEndpoint, refreshLocation } from "./client/crawl";
import { issueToken, register, rotate, unregister } from "./client/handshake";
import { announceTerminal, sendConfirmation } from "./client/payments";
import {
  type ProviderConfig,
  type ProviderInput,
  providerConfigSchema,
  settingsPatchSchema,
  type TerminalConfig,
  terminalConfigSchema,
} from "./config.model";
import {
  commandSchema,
  confirmationSchema,
  crawlSchema,
  rawRequestSchema,
  registerSchema,
  selectSchema,
  tapSchema,
} from "./control-requests.model";
import { providerView, transactionView } from "./control-views";
import type { FaultName } from "./faults.model";
import type { LogEntry, MessageLog } from "./message-log";
import { pressFault } from "./press-fault";
import { Provider, type World } from "./provider";
import { emptyConnection, OBJECT_MODULES, type ObjectModule } from "./provider-state.model";
import { afterConnect } from "./serve/after-connect";
import { buildConfirmation } from "./terminal/settle";
import { clearForNextDriver } from "./terminal/shown-transaction";
import { stopTransaction, tap } from "./terminal/tap";
import type { Transaction } from "./terminal/transaction.model";
import { findEndpoint, joinUrl } from "./wire/versions.rules";

/** Something that was asked for does not exist. */
export class UnknownThing extends Error {}

/** What tests, the control API and the page can do with the simulated providers. */
export class TerminalProviderControl {
  private readonly providers = new Map<string, Provider>();

  constructor(
    private readonly world: World,
    private readonly log: MessageLog,
  ) {}

  addProvider(input: ProviderInput): Provider {
    const config: ProviderConfig = providerConfigSchema.parse(input);
    if (this.providers.has(config.id)) throw new RangeError(`provider ${config.id} exists already`);
    const provider = new Provider(config, this.world);
    this.providers.set(config.id, provider);
    if (config.issueToken !== undefined) this.issueToken(config.id, config.issueToken);
    this.world.changed();
    return provider;
  }

  removeProvider(id: string): void {
    this.provider(id);
    this.providers.delete(id);
    this.world.changed();
  }

  all(): Provider[] {
    return [...this.providers.values()];
  }

  provider(id: string): Provider {
    const provider = this.providers.get(id);
    if (provider === undefined) throw new UnknownThing(`no provider ${id}`);
    return provider;
  }

  view(id: string) {
    return providerView(this.provider(id));
  }

  configure(id: string, patch: z.input<typeof settingsPatchSchema>): void {
    const provider = this.provider(id);
    const named = Object.entries(settingsPatchSchema.parse(patch)).filter(([, value]) => value !== undefined);
    provider.settings = { ...provider.settings, ...Object.fromEntries(named) };
    this.world.changed();
  }

  /** We register with the CPO; resolves when credentials are exchanged. */
  async register(id: string, from: z.input<typeof registerSchema>): Promise<void> {
    const provider = this.provider(id);
    await register(provider, registerSchema.parse(from));
    this.world.background(() => afterConnect(provider));
  }

  /** A token A for the CPO, with the address where it registers. */
  issueToken(id: string, token?: string): { token: string; versionsUrl: string } {
    return token === undefined ? issueToken(this.provider(id)) : issueToken(this.provider(id), token);
  }

  rotate(id: string, version?: Parameters<typeof rotate>[1]): Promise<void> {
    return rotate(this.provider(id), version);
  }

  unregister(id: string): Promise<void> {
    return unregister(this.provider(id));
  }

  /** Loses the connection without telling the CPO. */
  forget(id: string): void {
    this.provider(id).state.connection = emptyConnection();
    this.world.changed();
  }

  async crawl(id: string, input: z.input<typeof crawlSchema> = {}): Promise<CrawlReport[]> {
    const provider = this.provider(id);
    const { modules = ["locations", "tariffs"], ...options } = crawlSchema.parse(input);
    const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
    const reports: CrawlReport[] = [];
    for (const module of modules) reports.push(await crawl(provider, module, given));
    return reports;
  }

  fetch(id: string, module: string, path: readonly string[] = []): Promise<PeerAnswer> {
    return fetchObject(this.provider(id), module, path);
  }

  /** The CPO's objects as we have them. */
  objects(id: string, module: ObjectModule): Record<string, unknown>[] {
    if (!OBJECT_MODULES.includes(module)) throw new UnknownThing(`no objects called ${module}`);
    return [...this.provider(id).state.objects[module].values()];
  }

  confirmations(id: string): Record<string, unknown>[] {
    return [...this.provider(id).state.confirmations.values()].map(({ body }) => body);
  }

  /** A card at a terminal; resolves when the CPO has answered START_SESSION. */
  async tap(id: string, input: z.input<typeof tapSchema>) {
    return transactionView(await tap(this.provider(id), tapSchema.parse(input)));
  }

  transactions(id: string) {
    return [...this.provider(id).state.transactions.values()].map(transactionView);
  }

  transaction(id: string, transactionId: string) {
    return transactionView(this.transactionOf(id, transactionId));
  }

  private transactionOf(id: string, transactionId: string): Transaction {
    const transaction = this.provider(id).state.transactions.get(transactionId);
    if (transaction === undefined) throw new UnknownThing(`no transaction ${transactionId}`);
    return transaction;
  }

  async stop(id: string, transactionId: string) {
    this.transactionOf(id, transactionId);
    return transactionView(await stopTransaction(this.provider(id), transactionId));
  }

  /** Takes a finished transaction off the terminal's screen. */
  dismiss(id: string, transactionId: string): void {
    const transaction = this.transactionOf(id, transactionId);
    transaction.dismissed = true;
    const terminal = this.provider(id).state.terminals.get(transaction.terminalId);
    if (terminal !== undefined) terminal.selection = null;
    this.world.changed();
  }

  /** A command with fields of your own; response_url is added unless the body names one. */
  command(id: string, input: z.input<typeof commandSchema>): Promise<CommandOutcome> {
    const { command, body } = commandSchema.parse(input);
    return sendCommand(this.provider(id), command, body);
  }

  /** Any call, with the provider's token and headers unless the request says otherwise. */
  async request(id: string, input: z.input<typeof rawRequestSchema>) {
    const provider = this.provider(id);
    const { url, module, role, path, query, method, ...rest } = rawRequestSchema.parse(input);
    const base = url ?? (module === undefined ? null : endpoint(provider, module, role));
    if (base === null) throw new RangeError("name a url, or a module that the CPO offers");
    const target = new URL(joinUrl(base, ...path));
    for (const [name, value] of Object.entries(query)) target.searchParams.set(name, value);
    const { body, headers, token, encoding } = rest;
    const answer = await callPeer(provider, {
      method,
      url: target.href,
      module: module ?? "versions",
      headers,
      ...(body !== undefined && { body }),
      ...(token !== undefined && { token }),
      ...(encoding !== undefined && { encoding }),
    });
    return { ...answer, headers: Object.fromEntries(answer.headers) };
  }

  addTerminal(id: string, input: TerminalConfig) {
    const provider = this.provider(id);
    const config = terminalConfigSchema.parse(input);
    if (provider.state.terminals.has(config.id)) throw new RangeError(`terminal ${config.id} exists already`);
    return provider.addTerminal(config);
  }

  announce(id: string, terminalId: string): Promise<PeerAnswer> {
    return announceTerminal(this.provider(id), this.provider(id).terminal(terminalId));
  }

  select(id: string, terminalId: string, input: z.input<typeof selectSchema>): void {
    const provider = this.provider(id);
    const selection = selectSchema.parse(input);
    if (selection !== null) clearForNextDriver(provider, terminalId, selection);
    provider.terminal(terminalId).selection = selection;
    this.world.changed();
    if (selection === null || provider.state.connection.status !== "connected") return;
    // A terminal reads the charger's state and price again before it shows them (mod_payments 4).
    this.world.background(() => refreshLocation(provider, selection.locationId));
  }

  /** A financial advice confirmation by hand, for any reference. */
  async confirm(id: string, input: z.input<typeof confirmationSchema>): Promise<PeerAnswer> {
    const provider = this.provider(id);
    const wanted = confirmationSchema.parse(input);
    peerEndpoint(provider, "payments", "RECEIVER");
    const { amountMinor, netMinor = amountMinor } = wanted;
    const confirmation = buildConfirmation(
      provider,
      {
        authorizationReference: wanted.authorizationReference,
        currency: wanted.currency,
        captureStatus: wanted.status,
        card: "visa",
        approvalCode: "000000",
      },
      { netMinor, grossMinor: amountMinor },
      "Sent by hand",
      wanted.id ?? randomUUID(),
    );
    provider.state.confirmations.set(confirmation.id, confirmation);
    return sendConfirmation(provider, confirmation);
  }

  arm(
    id: string,
    name: FaultName,
    options: { times?: number | undefined; value?: number | undefined } = {},
  ): void {
    this.provider(id).faults.arm(name, options);
  }

  disarm(id: string, name: FaultName): void {
    this.provider(id).faults.disarm(name);
  }

  /** Does a fault that is an act, now. */
  press(id: string, name: FaultName): Promise<PeerAnswer | CommandOutcome> {
    return pressFault(this.provider(id), name);
  }

  clearFaults(id: string): void {
    this.provider(id).faults.clear();
  }

  messages(filter: { providerId?: string | undefined; sinceId?: number | undefined } = {}): LogEntry[] {
    return this.log.list(filter);
  }

  /** Everything on the wire that broke the specification. */
  complaints(providerId?: string): { id: number; method: string; url: string; complaint: string }[] {
    return this.log
      .list({ providerId })
      .flatMap(({ id, method, url, complaints }) =>
        complaints.map((complaint) => ({ id, method, url, complaint })),
      );
  }

  clearLog(): void {
    this.log.clear();
    this.world.changed();
  }
}

/** The CPO's address of a module, also before there is a connection. */
function endpoint(provider: Provider, module: string, role: "SENDER" | "RECEIVER"): string | null {
  const { peerEndpoints, peerVersionsUrl } = provider.state.connection;
  return module === "versions" ? peerVersionsUrl : findEndpoint(peerEndpoints, module, role);
}
