import validators from "ocpp-rpc/lib/standard-validators.js";

/** The part of an Ajv error that is told. */
interface Fault {
  readonly instancePath?: unknown;
  readonly message?: unknown;
  readonly params?: { readonly additionalProperty?: unknown };
}

/**
 * The official schemas, with the Ajv instance that the MIT package `ocpp-rpc` makes for them: their ids (`urn:Authorize.req`)
 * are no valid URNs and newer Ajv releases refuse them. Each schema compiles on first use.
 */
const official = validators.find(({ subprotocol }) => subprotocol === "ocpp1.6");

/**
 * What the official schema of OCPP 1.6 says against a payload: empty when it is valid. Only the first fault is reported;
 * collecting all of them would let a hostile station buy a lot of our time with one frame. Values are never repeated.
 */
export function faults(action: string, direction: "req" | "conf", payload: unknown): string[] {
  try {
    // Synchronous for these schemas; the declared promise belongs to asynchronous ones.
    void official?.validate(`urn:${action}.${direction}`, payload);
    return [];
  } catch (error) {
    const { details } = error as { details?: { errors?: Fault[] } };
    return (details?.errors ?? []).map(describe);
  }
}

function describe({ instancePath, message, params }: Fault): string {
  const extra = params?.additionalProperty;
  const named = typeof extra === "string" ? ` (${extra.slice(0, 40)})` : "";
  // Names come from the station: PostgreSQL's JSON takes no NUL and no half of a surrogate pair.
  return `schema: ${instancePath || "/"} ${message}${named}`.replace(/[^\x20-\x7e]/g, "?");
}
