import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { register } from "./client/handshake";
import type { ProviderInput } from "./config.model";
import { TerminalProviderControl } from "./control";
import { serveControl } from "./control-server";
import { HttpProblem, pathParts, requestUrl, sendJson } from "./http";
import { type LogEntry, MessageLog } from "./message-log";
import { LiveFeed } from "./page/live-feed";
import { servePages } from "./page/page-server";
import type { Provider, World } from "./provider";
import { afterConnect } from "./serve/after-connect";
import { serveOcpi } from "./serve/ocpi-server";
import { readStateFile, restore, StateFile } from "./state-file";
import { Waiting } from "./waiting";

export interface TerminalProviderSimulatorOptions {
  /** 0 (default) takes any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. The control API has no password: do not bind it to the internet. */
  readonly host?: string;
  /** Address under which the CPO reaches us, without a slash at the end. */
  readonly publicUrl?: string;
  readonly providers?: readonly ProviderInput[];
  /** JSON file that keeps connections and terminals across restarts. */
  readonly statePath?: string;
  /** Pause before a failed call is tried again, in milliseconds; default 3,000. */
  readonly retryMs?: number;
  /** Called after each message. */
  readonly onMessage?: (entry: LogEntry) => void;
}

export interface TerminalProviderSimulator {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly control: TerminalProviderControl;
  /** `…/ocpi/<id>/versions` of a provider. */
  versionsUrl(providerId: string): string;
  stop(): Promise<void>;
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

/** Starts the simulator with its own providers. Rejects when the port is taken or the state file is not one. */
export async function startTerminalProviderSimulator(
  options: TerminalProviderSimulatorOptions = {},
): Promise<TerminalProviderSimulator> {
  const host = options.host ?? "127.0.0.1";
  let publicUrl = "";
  let stateFile: StateFile | null = null;
  const waiting = new Waiting();
  const feed = new LiveFeed();
  const changed = () => {
    stateFile?.touch();
    feed.touch();
  };
  const log = new MessageLog(
    () => new Date(),
    (entry) => {
      feed.message(entry);
      options.onMessage?.(entry);
    },
  );
  const world: World = {
    log,
    now: () => new Date(),
    publicUrl: () => publicUrl,
    changed,
    background: (work) => waiting.run(work),
    sleep: (ms) => waiting.sleep(ms),
    retryMs: options.retryMs ?? 3_000,
    foreignSessionIds: (id) => foreignSessionIds(control, id),
  };
  const control: TerminalProviderControl = new TerminalProviderControl(world, log);
  const saved = options.statePath === undefined ? null : readStateFile(options.statePath);

  const server = createServer((request, response) => {
    route(control, feed, request, response).catch(() => response.destroy());
  });
  const port = await listen(server, options.port ?? 0, host);
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
  publicUrl = (options.publicUrl ?? url).replace(/\/+$/, "");
  try {
    for (const input of options.providers ?? []) restore(control.addProvider(input), saved?.[input.id]);
  } catch (error) {
    server.close();
    throw error;
  }
  if (options.statePath !== undefined) stateFile = new StateFile(options.statePath, () => control.all());
  for (const provider of control.all()) {
    world.background(() => registerAtStart(provider));
  }
  return {
    url,
    control,
    versionsUrl: (id) => control.provider(id).versionsUrl,
    stop: async () => {
      waiting.stop();
      feed.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await Promise.all([closed, waiting.settled()]);
      await stateFile?.close();
    },
  };
}

function foreignSessionIds(control: TerminalProviderControl, id: string): string[] {
  return control
    .all()
    .filter((provider) => provider.id !== id)
    .flatMap((provider) => [...provider.state.objects.sessions.keys()]);
}

/** Registers with the token of the configuration, again and again until the CPO is up. */
async function registerAtStart(provider: Provider): Promise<void> {
  const { registrationToken: token, versionsUrl } = provider.config;
  if (token === undefined || versionsUrl === undefined) return;
  while (provider.state.connection.status === "none" || provider.state.connection.status === "failed") {
    try {
      await register(provider, { versionsUrl, token });
    } catch {
      // The reason stands in the log and at the connection.
      if (!(await provider.world.sleep(provider.world.retryMs))) return;
      continue;
    }
    await afterConnect(provider);
  }
}

async function route(
  control: TerminalProviderControl,
  feed: LiveFeed,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const url = requestUrl(request);
    if (url === null) throw new HttpProblem(400, "the request line is not valid");
    const [root, ...rest] = pathParts(url);
    if (root === "ocpi") {
      const [id = "", ...path] = rest;
      const provider = control.all().find((candidate) => candidate.id === id);
      if (provider === undefined) throw new HttpProblem(404, "no such provider");
      return await serveOcpi(provider, request, response, path, url);
    }
    if (root === "control") return await serveControl(control, request, response, rest, url);
    return await servePages(control, feed, request, response, root === undefined ? [] : [root, ...rest], url);
  } catch (error) {
    if (!(error instanceof HttpProblem)) throw error;
    sendJson(response, error.status, { status_code: 2000, status_message: error.message });
  }
}
