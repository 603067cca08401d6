import http from "node:http";
import https from "node:https";
import { createMollieClient, type MollieClient } from "@mollie/api-client";

/**
 * `@mollie/api-client` refuses `http:` because it builds an `https.Agent`, looked up when the client is made.
 * For the moment of construction this puts the plain agent in its place.
 */
export function plainHttpClient(apiEndpoint: string, apiKey: string): MollieClient {
  const original = https.Agent;
  Object.assign(https, { Agent: http.Agent });
  try {
    return createMollieClient({ apiKey, apiEndpoint });
  } finally {
    Object.assign(https, { Agent: original });
  }
}
