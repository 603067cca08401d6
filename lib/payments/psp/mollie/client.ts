import http from "node:http";
import https from "node:https";
import { createMollieClient, type MollieClient } from "@mollie/api-client";
import { AppError } from "@/lib/core/errors";
import { API_KEY } from "./wire.model";

/** Mollie's own client for one key. It has no deadline, no checks of answers and no retry of 429: see `exchange.ts`. */
export function openClient(
  apiKey: string,
  endpoint: { readonly url?: string | undefined; readonly allowPlainHttp: boolean },
): MollieClient {
  if (!API_KEY.test(apiKey)) throw new AppError("validation", "psp_key_malformed", "not a key of Mollie");
  if (endpoint.url === undefined) return createMollieClient({ apiKey });
  const apiEndpoint = apiRoot(endpoint.url);
  if (!apiEndpoint.startsWith("http:")) return createMollieClient({ apiKey, apiEndpoint });
  if (!endpoint.allowPlainHttp) {
    throw new AppError("precondition", "psp_plain_http", "plain http to a PSP is for simulators only");
  }
  return withPlainHttp(() => createMollieClient({ apiKey, apiEndpoint }));
}

/** The version belongs to the address; a simulator is usually given by its host alone. */
function apiRoot(url: string): string {
  const trimmed = url.replace(/\/+$/, "");
  return /\/v2$/.test(trimmed) ? `${trimmed}/` : `${trimmed}/v2/`;
}

/**
 * The client always builds an `https.Agent`, which refuses http. It looks the class up while it is made, and only then: for
 * that moment it finds the plain one. Synchronous, so no other code sees the swap.
 */
function withPlainHttp<T>(make: () => T): T {
  const original = https.Agent;
  https.Agent = http.Agent as unknown as typeof https.Agent;
  try {
    return make();
  } finally {
    https.Agent = original;
  }
}
