import { randomUUID } from "node:crypto";
import { announceTerminal, persistently } from "../client/payments";
import type { Terminal } from "../provider-state.model";
import { isRecord } from "../wire/envelope.rules";
import { terminalChanges, terminalId, terminalObject } from "../wire/terminal.rules";
import { type Answer, type Call, created, done, invalid, notAllowed, notFound, page } from "./answer";

/** The payments module, we are the Sender (mod_payments 5.1 and 5.3). */
export function servePayments(call: Call): Answer {
  const [part, ...rest] = call.path;
  if (part === "terminals") return serveTerminals(call, rest);
  if (part === "financial-advice-confirmations") return serveConfirmations(call, rest);
  return notFound("no such address");
}

const listUrl = (call: Call, part: string) => `${call.provider.versionUrl(call.version)}/payments/${part}`;

function serveTerminals(call: Call, [first, second, ...more]: string[]): Answer {
  const { provider, method } = call;
  const { terminals } = provider.state;
  if (more.length > 0) return notFound("no such address");
  if (first === undefined) {
    return method === "GET"
      ? page(call, [...terminals.values()].map(terminalObject), listUrl(call, "terminals"))
      : notAllowed();
  }
  if (first === "activate" && second === undefined && method === "POST") return activate(call);
  const terminal = terminals.get(first);
  if (terminal === undefined) return notFound("unknown terminal");
  if (second === "deactivate") {
    if (method !== "POST") return notAllowed();
    touch(call, terminal, { active: false });
    return done();
  }
  if (second !== undefined) return notFound("no such address");
  if (method === "GET") return done({ data: terminalObject(terminal) });
  return method === "PATCH" || method === "PUT" ? change(call, terminal) : notAllowed();
}

function touch(call: Call, terminal: Terminal, changes: object): void {
  Object.assign(terminal, changes, { lastUpdated: call.provider.world.now().toISOString() });
  call.provider.world.changed();
}

/** PATCH assigns locations and EVSEs and may come without last_updated; PUT replaces all. */
function change(call: Call, terminal: Terminal): Answer {
  if (!isRecord(call.body)) return invalid("the body is not an object");
  const id = terminalId(call.body);
  if (id !== null && id !== terminal.id) return invalid("terminal_id is not the one in the path");
  const changes = terminalChanges(call.body, call.method === "PUT");
  if (changes === null) return invalid("a field has the wrong type");
  touch(call, terminal, changes);
  return done();
}

/** POST activate: a terminal that is built into a station goes into service; then we POST it to the CPO (5.1.5). */
function activate(call: Call): Answer {
  const { provider, body } = call;
  if (!isRecord(body)) return invalid("the body is not an object");
  const changes = terminalChanges(body, false);
  if (changes === null) return invalid("a field has the wrong type");
  const id = terminalId(body);
  const { terminals } = provider.state;
  const known =
    (id === null ? undefined : terminals.get(id)) ??
    [...terminals.values()].find(
      ({ reference }) => reference !== undefined && reference === changes.reference,
    );
  if ((id ?? "").length > 36) return invalid("terminal_id is too long");
  const terminal = known ?? provider.addTerminal({ id: id ?? randomUUID() });
  touch(call, terminal, { ...changes, active: true });
  const after = async () => {
    await persistently(provider, () => announceTerminal(provider, terminal));
  };
  return known === undefined ? created({ after }) : done({ after });
}

function serveConfirmations(call: Call, [id, ...more]: string[]): Answer {
  if (call.method !== "GET") return notAllowed();
  const { confirmations } = call.provider.state;
  if (id === undefined) {
    const bodies = [...confirmations.values()].map(({ body }) => body);
    return page(call, bodies, listUrl(call, "financial-advice-confirmations"));
  }
  const confirmation = more.length === 0 ? confirmations.get(id) : undefined;
  return confirmation === undefined ? notFound("unknown confirmation") : done({ data: confirmation.body });
}
