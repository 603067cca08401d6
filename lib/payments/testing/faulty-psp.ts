import type { PspPort, PspRegistry } from "../psp/psp.port";

/** The process dies after the PSP has acted and before we record it. */
export class Crash extends Error {}

type Call = "create" | "capture" | "release" | "refund" | "cancel" | "get";

/** A registry whose port does the call and then dies, once. */
export function crashingAfter(registry: PspRegistry, call: Call): PspRegistry {
  let hasCrashed = false;
  const wrap = (port: PspPort): PspPort => ({
    ...port,
    [call]: async (...parameters: unknown[]) => {
      const run = port[call] as (...all: unknown[]) => Promise<unknown>;
      const answer = await run(...parameters);
      if (hasCrashed) return answer;
      hasCrashed = true;
      throw new Crash(`died after ${call}`);
    },
  });
  return { port: (name) => wrap(registry.port(name)) };
}
