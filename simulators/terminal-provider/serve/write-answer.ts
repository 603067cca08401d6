import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { sendText } from "../http";
import type { Provider } from "../provider";
import { hasRouting, type OcpiVersion } from "../wire/versions.rules";
import type { Answer } from "./answer";

interface Outgoing {
  readonly provider: Provider;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly version: OcpiVersion;
  readonly module: string;
  readonly answer: Answer;
  readonly text: string;
  /** Names of faults at work; what spoils the answer here is added. */
  readonly faults: string[];
}

/** Message ids come back as they came, party ids come back swapped (transport_and_format 4.2 and 5.2.3). */
function echoHeaders({ provider, request, version, module }: Outgoing): Record<string, string> {
  const one = (name: string) => {
    const value = request.headers[name];
    return typeof value === "string" && /^[\x20-\x7e]{1,200}$/.test(value) ? value : null;
  };
  const ids: Record<string, string> = {};
  for (const name of ["X-Request-ID", "X-Correlation-ID"]) {
    const value = one(name.toLowerCase()) ?? (hasRouting(version) ? randomUUID() : null);
    if (value !== null) ids[name] = value;
  }
  if (!hasRouting(version) || module === "versions" || module === "credentials") return ids;
  const country = one("ocpi-from-country-code");
  const party = one("ocpi-from-party-id");
  return {
    ...ids,
    "OCPI-from-country-code": provider.countryCode,
    "OCPI-from-party-id": provider.partyId,
    ...(country !== null && { "OCPI-to-country-code": country }),
    ...(party !== null && { "OCPI-to-party-id": party }),
  };
}

/** Puts the answer on the wire, spoilt when a fault says so. False when nothing was sent. */
export function writeAnswer(outgoing: Outgoing): boolean {
  const { provider, request, response, answer, faults } = outgoing;
  if (answer.wire === "close") {
    request.socket.destroy();
    return false;
  }
  let body = outgoing.text;
  const padding = provider.faults.take("oversizedBody");
  if (padding !== null) {
    faults.push("oversizedBody");
    body = `${body.slice(0, -1)},"padding":"${"x".repeat(padding)}"}`;
  }
  if (provider.faults.take("malformedJson") !== null) {
    faults.push("malformedJson");
    body = body.slice(0, Math.ceil(body.length / 2));
  }
  const headers = {
    "content-type": "application/json; charset=utf-8",
    ...echoHeaders(outgoing),
    ...answer.headers,
    // What was not read of the request must not be taken for the next one.
    ...(answer.http === 413 && { connection: "close" }),
  };
  const { socket } = request;
  sendText(response, answer.http, headers, body);
  if (answer.wire === "twice") {
    const length = Buffer.byteLength(body);
    socket.write(
      `HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`,
    );
  }
  return true;
}
