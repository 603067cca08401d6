import { AppError } from "@/lib/core/errors";
import { env } from "@/lib/env";
import { createMolliePort } from "./mollie/mollie.port";
import type { PspPort, PspRegistry } from "./psp.port";

export interface RegistryOptions {
  /** Only for a simulator; absent means Mollie's own address. */
  readonly mollieApiUrl?: string | undefined;
  /** Plain http is for simulators on this machine and never in live mode (SEC-42). */
  readonly allowPlainHttp: boolean;
  /** Milliseconds until a call without answer is given up; 10 s when absent. */
  readonly deadlineMs?: number;
}

/** The PSPs of this installation. A new one is a folder beside `mollie` and one line here. */
export function createPspRegistry(options: RegistryOptions): PspRegistry {
  const ports: readonly PspPort[] = [createMolliePort(options)];
  return {
    port(name) {
      const port = ports.find((candidate) => candidate.name === name);
      if (port === undefined) throw new AppError("internal", "psp_unknown", `no PSP called ${name}`);
      return port;
    },
  };
}

const slot = Symbol.for("kerbwatt.psps");
const holder = globalThis as { [slot]?: PspRegistry };

/** The process-wide registry, from the environment: one circuit per process, however often a bundler copies this module. */
export function pspRegistry(): PspRegistry {
  const { MOLLIE_API_URL, KERBWATT_MODE } = env();
  holder[slot] ??= createPspRegistry({
    mollieApiUrl: MOLLIE_API_URL,
    allowPlainHttp: KERBWATT_MODE !== "live",
  });
  return holder[slot];
}
