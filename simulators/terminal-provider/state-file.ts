import { readFileSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { Provider } from "./provider";
import type { Connection, Terminal } from "./provider-state.model";
import type { Transaction } from "./terminal/transaction.model";
import type { Json } from "./wire/envelope.rules";

const SAVE_AFTER_MS = 200;

const pairs = z.array(z.tuple([z.string(), z.record(z.string(), z.unknown())]));
const savedSchema = z.record(
  z.string(),
  z.object({
    connection: z.looseObject({ status: z.string(), configuredToken: z.string().nullable() }),
    terminals: pairs,
    transactions: pairs,
    locations: pairs,
    tariffs: pairs,
  }),
);
export type SavedState = z.infer<typeof savedSchema>;

/** What was kept of an earlier run. Null when there is no file; throws when it is not ours. */
export function readStateFile(file: string): SavedState | null {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  const parsed = savedSchema.safeParse(JSON.parse(text));
  if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/**
 * Takes up a provider's connection again, unless its configuration names another token than the one of that run:
 * then everything begins anew. A handshake that was interrupted is forgotten.
 */
export function restore(provider: Provider, saved: SavedState[string] | undefined): void {
  const configured = provider.config.registrationToken ?? provider.config.issueToken ?? null;
  provider.state.connection.configuredToken = configured;
  if (saved === undefined || saved.connection.configuredToken !== configured) return;
  if (saved.connection.status === "registering" || saved.connection.status === "failed") return;
  const { state } = provider;
  state.connection = saved.connection as unknown as Connection;
  for (const [id, terminal] of saved.terminals) state.terminals.set(id, terminal as unknown as Terminal);
  for (const [id, old] of saved.transactions) state.transactions.set(id, old as unknown as Transaction);
  for (const [id, location] of saved.locations) state.objects.locations.set(id, location);
  for (const [id, tariff] of saved.tariffs) state.objects.tariffs.set(id, tariff);
}

const dump = ({ state }: Provider): Json => ({
  connection: state.connection,
  terminals: [...state.terminals],
  transactions: [...state.transactions],
  locations: [...state.objects.locations],
  tariffs: [...state.objects.tariffs],
});

/** Keeps connections, terminals and transactions in a file: a token A that was used up cannot be used again. */
export class StateFile {
  private timer: NodeJS.Timeout | null = null;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly file: string,
    private readonly providers: () => readonly Provider[],
  ) {}

  /** Something changed; it is written soon. */
  touch(): void {
    this.timer ??= setTimeout(() => this.save(), SAVE_AFTER_MS);
  }

  async close(): Promise<void> {
    if (this.timer !== null) {
      clearTimeout(this.timer);
      this.save();
    }
    await this.writing;
  }

  private save(): void {
    this.timer = null;
    const state = Object.fromEntries(this.providers().map((provider) => [provider.id, dump(provider)]));
    const text = `${JSON.stringify(state)}\n`;
    this.writing = this.writing
      .then(() => this.write(text))
      .catch((error: unknown) => {
        process.emitWarning(`terminal provider simulator: cannot keep its state: ${String(error)}`);
      });
  }

  private async write(text: string): Promise<void> {
    await mkdir(path.dirname(this.file), { recursive: true });
    await writeFile(`${this.file}.new`, text, { mode: 0o600 });
    await rename(`${this.file}.new`, this.file);
  }
}
