import { lookup } from "node:dns/promises";
import type { ClientRequest, IncomingMessage } from "node:http";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isLoopback } from "./address.rules";
import type { Dns, SocketRequest, SocketResponse, Sockets } from "./outbound.model";

/** Most bytes of response headers. */
const MAX_HEADERS = 16_384;

/** The system's resolver. CNAMEs are followed by it; what counts is where they end. */
export const systemDns: Dns = {
  async addresses(host) {
    const found = await lookup(host, { all: true, verbatim: true });
    return found.map(({ address }) => address);
  },
};

/** Host header with the port where it is not the scheme's own. */
function hostHeader({ host, port, tls }: SocketRequest): string {
  const name = host.includes(":") ? `[${host}]` : host;
  return port === (tls ? 443 : 80) ? name : `${name}:${port}`;
}

/**
 * Opens the request to the given address under the given name. `agent: false` means a connection of its own, closed
 * afterwards: no reuse, no proxy from the environment. Certificates are checked against the name, TLS 1.2 at least.
 */
function open(wanted: SocketRequest): ClientRequest {
  const options = {
    host: wanted.address,
    port: wanted.port,
    method: wanted.method,
    path: wanted.path,
    headers: { ...wanted.headers, Host: hostHeader(wanted) },
    agent: false,
    maxHeaderSize: MAX_HEADERS,
    signal: wanted.signal,
  } as const;
  if (!wanted.tls) return requestHttp(options);
  // Only the simulator of the test mode has an address instead of a name, and SNI knows names only.
  const servername = isLoopback(wanted.host) ? {} : { servername: wanted.host };
  return requestHttps({ ...options, ...servername, minVersion: "TLSv1.2" });
}

function responseOf(message: IncomingMessage, outgoing: ClientRequest): SocketResponse {
  return {
    status: message.statusCode ?? 0,
    header(name) {
      const value = message.headers[name.toLowerCase()];
      return Array.isArray(value) ? value.join(", ") : (value ?? null);
    },
    body: message,
    close() {
      message.destroy();
      outgoing.destroy();
    },
  };
}

/** Connections of the platform: one per request, to exactly the address that was checked. */
export const systemSockets: Sockets = {
  request(wanted) {
    return new Promise((resolve, reject) => {
      const outgoing = open(wanted);
      const connecting = AbortSignal.timeout(wanted.connectMs);
      const giveUp = (): void => {
        outgoing.destroy(connecting.reason as Error);
      };
      connecting.addEventListener("abort", giveUp, { once: true });
      outgoing.once("socket", (socket) => {
        socket.once(wanted.tls ? "secureConnect" : "connect", () => {
          connecting.removeEventListener("abort", giveUp);
        });
      });
      outgoing.on("error", reject);
      // "response" is emitted for 3xx too: this client never follows.
      outgoing.once("response", (message) => {
        // Whoever reads the body sees its errors; when nobody does, they must not end the process.
        message.on("error", () => undefined);
        resolve(responseOf(message, outgoing));
      });
      outgoing.end(wanted.body ?? undefined);
    });
  },
};
