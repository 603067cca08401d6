import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import definitions from "ocpp-rpc/lib/schemas/ocpp1_6.json" with { type: "json" };

/**
 * Loaded once per process. The schemas are the official ones that the MIT package `ocpp-rpc` ships; each compiles on first use.
 * Their ids (`urn:Authorize.req`) are no valid URNs, which Ajv's resolver refuses: they become plain keys.
 */
const ajv = addFormats(new Ajv({ strictSchema: false }));
for (const { $id, ...schema } of definitions) ajv.addSchema(schema, $id.replace(/^urn:/, ""));

/**
 * What the official schema of OCPP 1.6 says against a payload: empty when it is valid. Only the first fault is reported;
 * collecting all of them would let a hostile station buy a lot of our time with one frame. Values are never repeated.
 */
export function faults(action: string, direction: "req" | "conf", payload: unknown): string[] {
  const validate: ValidateFunction | undefined = ajv.getSchema(`${action}.${direction}`);
  if (!validate || validate(payload)) return [];
  return (validate.errors ?? []).map((error) => {
    const extra: unknown = error.params.additionalProperty;
    const named = typeof extra === "string" ? ` (${extra.slice(0, 40)})` : "";
    return `schema: ${error.instancePath || "/"} ${error.message ?? error.keyword}${named}`;
  });
}
