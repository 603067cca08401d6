import { type TerminalProviderControl, UnknownThing } from "./control";
import { faultSchema, fetchSchema, issueSchema, rotateSchema } from "./control-requests.model";
import { providerView } from "./control-views";
import { FAULTS, type FaultName, faultDescription } from "./faults.model";
import type { ObjectModule } from "./provider-state.model";
import type { Json } from "./wire/envelope.rules";

type Handler = (control: TerminalProviderControl, params: readonly string[], input: Json) => unknown;

const fault = (name: string): FaultName => {
  if (faultDescription(name) === undefined) throw new UnknownThing(`no fault ${name}`);
  return name as FaultName;
};

/** The body is checked by the schema behind each call. */
const as = <T>(input: Json) => input as T;
type In<Method extends (id: string, input: never) => unknown> = Parameters<Method>[1];
type Control = TerminalProviderControl;

/** Does something with a provider, then shows it. */
async function view(control: Control, id: string, work: () => unknown) {
  await work();
  return control.view(id);
}

const filter = (provider: unknown, since: unknown) => ({
  providerId: provider === undefined ? undefined : String(provider),
  sinceId: since === undefined ? undefined : Number(since),
});

async function fetchOne(control: Control, id: string, input: Json) {
  const { module, path } = fetchSchema.parse(input);
  const answer = await control.fetch(id, module, path);
  return { ...answer, headers: Object.fromEntries(answer.headers) };
}

function setFault(control: Control, id: string, name: FaultName, input: Json) {
  const { on, ...options } = faultSchema.parse(input);
  if (on) control.arm(id, name, options);
  else control.disarm(id, name);
  return control.provider(id).faults.list();
}

/** Verb, path below /control with `:` for a parameter, and what it does. The README has the same table in words. */
export const ROUTES: readonly (readonly [string, string, Handler])[] = [
  ["GET", "health", () => ({ status: "ok" })],
  ["GET", "faults", () => FAULTS],
  ["GET", "log", (c, _, { provider, since }) => c.messages(filter(provider, since))],
  ["DELETE", "log", (c) => c.clearLog()],
  [
    "GET",
    "complaints",
    (c, _, { provider }) => c.complaints(provider === undefined ? undefined : String(provider)),
  ],
  ["GET", "providers", (c) => c.all().map(providerView)],
  ["POST", "providers", (c, _, input) => providerView(c.addProvider(as(input)))],
  ["GET", "providers/:", (c, [id = ""]) => c.view(id)],
  ["PATCH", "providers/:", (c, [id = ""], input) => view(c, id, () => c.configure(id, input))],
  ["DELETE", "providers/:", (c, [id = ""]) => c.removeProvider(id)],
  ["POST", "providers/:/register", (c, [id = ""], input) => view(c, id, () => c.register(id, as(input)))],
  [
    "POST",
    "providers/:/issue-token",
    (c, [id = ""], input) => c.issueToken(id, issueSchema.parse(input).token),
  ],
  [
    "POST",
    "providers/:/rotate",
    (c, [id = ""], input) => view(c, id, () => c.rotate(id, rotateSchema.parse(input).version)),
  ],
  ["POST", "providers/:/unregister", (c, [id = ""]) => view(c, id, () => c.unregister(id))],
  ["POST", "providers/:/forget", (c, [id = ""]) => view(c, id, () => c.forget(id))],
  ["POST", "providers/:/crawl", (c, [id = ""], input) => c.crawl(id, input)],
  ["POST", "providers/:/fetch", (c, [id = ""], input) => fetchOne(c, id, input)],
  ["POST", "providers/:/requests", (c, [id = ""], input) => c.request(id, as(input))],
  ["POST", "providers/:/commands", (c, [id = ""], input) => c.command(id, as<In<Control["command"]>>(input))],
  ["GET", "providers/:/objects/:", (c, [id = "", module = ""]) => c.objects(id, module as ObjectModule)],
  ["GET", "providers/:/confirmations", (c, [id = ""]) => c.confirmations(id)],
  ["POST", "providers/:/confirmations", (c, [id = ""], input) => c.confirm(id, as(input))],
  ["POST", "providers/:/taps", (c, [id = ""], input) => c.tap(id, as<In<Control["tap"]>>(input))],
  ["GET", "providers/:/transactions", (c, [id = ""]) => c.transactions(id)],
  ["GET", "providers/:/transactions/:", (c, [id = "", tx = ""]) => c.transaction(id, tx)],
  ["POST", "providers/:/transactions/:/stop", (c, [id = "", tx = ""]) => c.stop(id, tx)],
  ["POST", "providers/:/transactions/:/dismiss", (c, [id = "", tx = ""]) => c.dismiss(id, tx)],
  ["POST", "providers/:/terminals", (c, [id = ""], input) => c.addTerminal(id, as(input))],
  ["POST", "providers/:/terminals/:/announce", (c, [id = "", terminal = ""]) => c.announce(id, terminal)],
  [
    "POST",
    "providers/:/terminals/:/select",
    (c, [id = "", terminal = ""], input) => c.select(id, terminal, as(input)),
  ],
  ["GET", "providers/:/faults", (c, [id = ""]) => c.provider(id).faults.list()],
  ["PUT", "providers/:/faults/:", (c, [id = "", name = ""], input) => setFault(c, id, fault(name), input)],
  ["POST", "providers/:/faults/:/press", (c, [id = "", name = ""]) => c.press(id, fault(name))],
  ["DELETE", "providers/:/faults", (c, [id = ""]) => c.clearFaults(id)],
];
