import type { ExchangeNote } from "@/lib/pricing/exchange/ocpi-tariff.model";
import type { Coordinates } from "../canonical/location.model";
import type { FinancialAdvice, OcpiTerminal } from "../canonical/payment.model";
import { CAPTURE_CODES, INVOICE_CREATORS } from "../canonical/payment.model";
import type { Decoded } from "../exchange/codec.model";
import { formatDateTime } from "../exchange/dates.rules";
import type { Reader } from "../exchange/read.rules";
import { decodeWith } from "../exchange/read.rules";
import type { WireContext } from "./context.model";
import { present } from "./decode-token.rules";
import { coordinates, readPrice } from "./primitives.rules";

function readCoordinates(reader: Reader | undefined): Coordinates | undefined {
  const latitude = reader?.text("latitude", 16);
  const longitude = reader?.text("longitude", 16);
  const isDecimal = (text: string | undefined): text is string =>
    text !== undefined && /^-?\d{1,3}(\.\d{1,10})?$/.test(text);
  return isDecimal(latitude) && isDecimal(longitude) ? { latitude, longitude } : undefined;
}

type TerminalDetails = Omit<OcpiTerminal, "terminalId" | "locationIds" | "evseUids" | "lastUpdated">;

/**
 * A Terminal (OCPI payments). Providers post only its id at first, leave out `last_updated`, put it in the path instead
 * (`idFromPath`), and write an `invoice_base_url` that is no URL: all of that is taken, the last is dropped with a note.
 */
export function decodeTerminal(
  wire: unknown,
  idFromPath: string | null,
  found: readonly ExchangeNote[],
): Decoded<OcpiTerminal> {
  return decodeWith(wire, found, (reader) => {
    const invoiceBase = reader.text("invoice_base_url", 255);
    const isUrl = invoiceBase !== undefined && URL.canParse(invoiceBase);
    if (invoiceBase !== undefined && !isUrl) reader.fault("invoice_base_url", "not_a_url", false);
    const details = present<TerminalDetails>({
      customerReference: reader.text("customer_reference", 36),
      countryCode: reader.text("country_code", 2),
      partyId: reader.text("party_id", 3),
      address: reader.text("address", 255),
      city: reader.text("city", 45),
      postalCode: reader.text("postal_code", 10),
      state: reader.text("state", 45),
      country: reader.text("country", 3),
      coordinates: readCoordinates(reader.object("coordinates")),
      invoiceBaseUrl: isUrl ? invoiceBase : undefined,
      invoiceCreator: reader.word("invoice_creator", INVOICE_CREATORS, undefined),
      reference: reader.text("reference", 36),
    });
    const isInPath = reader.raw("terminal_id") === undefined && idFromPath !== null;
    return {
      ...details,
      terminalId: isInPath ? idFromPath : reader.requiredText("terminal_id", 36),
      locationIds: reader.texts("location_ids", 36),
      evseUids: reader.texts("evse_uids", 36),
      lastUpdated: reader.instant("last_updated") ?? null,
    };
  });
}

/** A Terminal as we PUT it to its provider, or send it to be activated (then it may have no id yet). */
export function terminalWire(context: WireContext, terminal: OcpiTerminal): Record<string, unknown> {
  const updated = terminal.lastUpdated;
  return {
    terminal_id: terminal.terminalId === "" ? undefined : terminal.terminalId,
    customer_reference: terminal.customerReference,
    party_id: terminal.partyId,
    country_code: terminal.countryCode,
    address: terminal.address,
    city: terminal.city,
    postal_code: terminal.postalCode,
    state: terminal.state,
    country: terminal.country,
    coordinates: terminal.coordinates && coordinates(context, "coordinates", terminal.coordinates),
    invoice_base_url: terminal.invoiceBaseUrl,
    invoice_creator: terminal.invoiceCreator,
    reference: terminal.reference,
    location_ids: terminal.locationIds,
    evse_uids: terminal.evseUids,
    last_updated: updated === null ? undefined : formatDateTime(updated, context.version),
  };
}

/**
 * A FinancialAdviceConfirmation. Both shapes of a price are read in both versions, and receipt lines may be missing after a
 * failed capture: the standard's own examples do so. Without a readable capture status it is worth nothing.
 */
export function decodeFinancialAdvice(
  wire: unknown,
  found: readonly ExchangeNote[],
): Decoded<FinancialAdvice> {
  return decodeWith(wire, found, (reader) => {
    const currency = reader.requiredText("currency", 3).toUpperCase();
    const isCurrency = /^[A-Z]{3}$/.test(currency);
    if (!isCurrency && currency !== "") reader.fault("currency", "not_a_currency", true);
    const status = reader.word("capture_status_code", CAPTURE_CODES, null);
    if (status === null) reader.fault("capture_status_code", "missing", true);
    const total = isCurrency ? readPrice(reader.object("total_costs"), currency) : { net: null, gross: null };
    if (isCurrency && total.net === null && total.gross === null)
      reader.fault("total_costs", "missing", true);
    return {
      id: reader.requiredText("id", 36),
      authorizationReference: reader.requiredText("authorization_reference", 36),
      total,
      currency,
      eftData: reader.texts("eft_data", 255),
      captureStatus: status ?? "FAILED",
      ...present<Pick<FinancialAdvice, "captureMessage">>({
        captureMessage: reader.text("capture_status_message", 255),
      }),
      lastUpdated: reader.instant("last_updated") ?? null,
    };
  });
}
