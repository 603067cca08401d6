import type { Json } from "../wire/envelope.rules";

/** Fields of the settings form that are not text. */
const BOOLEANS = new Set(["directPayment", "stopAtHold", "publicVersions"]);
const NUMBERS = new Set(["defaultHoldMinor", "vatPercentFor211"]);
/** Fields of which an empty one means that it was not filled in. */
const OPTIONAL = new Set(["holdMinor", "token"]);

/** What a form means as the control API's JSON. A checkbox comes before its hidden "false": the first value counts. */
export function formInput(body: string): { readonly method: string; readonly input: Json } {
  const input: Json = {};
  let method = "POST";
  for (const [name, value] of new URLSearchParams(body)) {
    if (name === "_method") method = value;
    else if (Object.hasOwn(input, name) || (value === "" && OPTIONAL.has(name))) continue;
    else if (name === "driverLookupUrl") input[name] = value.trim() === "" ? null : value.trim();
    else if (BOOLEANS.has(name)) input[name] = value === "true";
    else if (NUMBERS.has(name)) input[name] = value.trim() === "" ? null : Number(value.replace(",", "."));
    else input[name] = value;
  }
  return { method, input };
}
