import { REQUEST_STATUS } from "./wire-message.rules";

/** A stored message, taken apart again. */
export interface StoredMessage {
  /** First line: "PUT https://…" or "HTTP 200 1000". */
  readonly head: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** Reads what `requestEntry` and `answerEntry` have written. */
export function readStored(text: string): StoredMessage {
  const gap = text.indexOf("\n\n");
  const top = (gap < 0 ? text : text.slice(0, gap)).split("\n");
  const [head = "", ...lines] = top;
  const headers = lines.flatMap((line): [string, string][] => {
    const at = line.indexOf(": ");
    return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 2)]];
  });
  return { head, headers, body: gap < 0 ? "" : text.slice(gap + 2) };
}

/** Method and address of a stored request. */
export function addressOf(message: StoredMessage): { readonly method: string; readonly url: string } {
  const at = message.head.indexOf(" ");
  return at < 0
    ? { method: message.head, url: "" }
    : { method: message.head.slice(0, at), url: message.head.slice(at + 1) };
}

/** The body as JSON; null when there is none or it is cut. */
export function jsonOf(message: StoredMessage): unknown {
  try {
    return message.body === "" ? null : (JSON.parse(message.body) as unknown);
  } catch {
    return null;
  }
}

/** The body as people read it. */
export function prettyBody(message: StoredMessage): string {
  const json = jsonOf(message);
  return json === null ? message.body : JSON.stringify(json, null, 2);
}

/** True for an answer that says that all went well: 2xx, and 1xxx where there is an envelope. */
export function isGoodStatus(status: string | null): boolean {
  return status === REQUEST_STATUS || /^2\d\d( 1\d\d\d)?$/.test(status ?? "");
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The request as a line for a shell, the token left to the person who runs it (ADM-6). */
export function curlOf(message: StoredMessage): string {
  const { method, url } = addressOf(message);
  const headers = message.headers.flatMap(([name, value]) =>
    name === "Authorization"
      ? [`-H "Authorization: Token $OCPI_TOKEN"`]
      : [`-H ${quoted(`${name}: ${value}`)}`],
  );
  const body = message.body === "" ? [] : [`--data ${quoted(message.body)}`];
  return ["curl", `-X ${method}`, quoted(url), ...headers, ...body].join(" ");
}
