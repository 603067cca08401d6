import { isGoodStatus } from "@/lib/ocpi/partner/read-message.rules";
import type { CommandFact, Exchange, RunFacts, Verdict } from "../facts.model";

/** Journal entries of these exchanges, each once, in order. */
export function evidenceOf(exchanges: readonly Exchange[]): bigint[] {
  const ids = [...new Set(exchanges.flatMap(({ ids }) => ids))];
  return ids.sort((a, b) => Number(a - b));
}

export const passed = (detail: string, exchanges: readonly Exchange[] = []): Verdict => ({
  state: "PASSED",
  detail,
  evidence: evidenceOf(exchanges),
});

export const failed = (detail: string, exchanges: readonly Exchange[] = []): Verdict => ({
  state: "FAILED",
  detail,
  evidence: evidenceOf(exchanges),
});

export const skipped = (detail: string): Verdict => ({ state: "SKIPPED", detail, evidence: [] });

export const waiting = (detail: string | null = null): Verdict => ({ state: "RUNNING", detail });

/** The partner was told, or has told us, that all went well. */
export const isGood = ({ status }: Exchange): boolean => status !== null && isGoodStatus(status);

/** What came back, in words for people: "HTTP 500", "HTTP 200, OCPI 2001", "no answer (timeout)". */
export function statusWords(status: string | null): string {
  if (status === null) return "no answer yet";
  const [http = "", ocpi] = status.split(" ");
  if (!/^\d{3}$/.test(http)) return `no answer (${status})`;
  return ocpi === undefined ? `HTTP ${http}` : `HTTP ${http}, OCPI ${ocpi}`;
}

/** The exchanges that belong to a command: itself and its result. */
export function exchangesOf(facts: RunFacts, command: CommandFact): Exchange[] {
  const { correlationId } = command;
  return correlationId === null
    ? []
    : facts.exchanges.filter((exchange) => exchange.correlationId === correlationId);
}

/** The start of the run: the first one that was accepted at its charging point. Everything later is about its session. */
export function mainStart({ commands, run }: RunFacts): CommandFact | null {
  return (
    commands.find(
      ({ type, answer, reason, sessionEvseId }) =>
        type === "START_SESSION" &&
        answer === "ACCEPTED" &&
        reason !== "repeated" &&
        sessionEvseId === run.setup.evse.evseId,
    ) ?? null
  );
}

/** A member of a JSON object; undefined for everything that is none. */
export function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** CiStrings: case does not matter. */
export function same(a: unknown, b: unknown): boolean {
  return typeof a === "string" && typeof b === "string" && a.toLowerCase() === b.toLowerCase();
}

/** True when we push this module to the partner; otherwise the partner reads it. */
export function isPushed(
  { connection }: RunFacts,
  module: "locations" | "tariffs" | "sessions" | "cdrs",
): boolean {
  const { settings, peerEndpoints } = connection;
  return (
    !settings.noPush.includes(module) &&
    peerEndpoints.some(({ identifier, role }) => identifier === module && role !== "SENDER")
  );
}
