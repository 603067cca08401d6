import { humanise } from "./format";

/** What the codes of timeline, reasons and exceptions mean to an operator. Codes that are not here are read as words. */
const WORDS: Readonly<Record<string, string>> = {
  // reasons of sessions
  payment_declined: "Payment declined",
  payment_canceled: "Payment cancelled by the driver",
  payment_expired: "Payment page expired",
  amount_mismatch: "Reserved amount differs from the hold",
  taken_over: "Charger taken by another session",
  station_offline: "Station offline",
  station_refused: "Station refused to start",
  station_silent: "Station did not answer",
  evse_unavailable: "Charger not available",
  not_plugged_in: "Cable not plugged in",
  no_transaction: "Station never began to charge",
  driver_gave_up: "Driver gave up",
  stopped_by_driver: "Stopped by the driver",
  stopped_by_operator: "Stopped by staff",
  stopped_at_terminal: "Stopped at the terminal",
  stopped_at_ceiling: "Stopped at the limit",
  stopped_at_station: "Stopped at the station",
  stopped_by_time_limit: "Stopped by the time limit",
  vehicle_disconnected: "Cable unplugged",
  power_loss: "Power loss",
  hold_deadline: "Closed before the hold ends",
  started_after_release: "Started after the hold was released",
  connection_lost: "Connection lost",
  no_energy: "No energy delivered",
  implausible_meter: "Implausible meter values",
  price_failed: "Price could not be computed",
  // session moves
  opened: "Driver pressed pay",
  payment_failed: "Payment failed",
  paid_wait_plug: "Paid, waiting for the cable",
  paid_start: "Paid, start ordered",
  paid_but_refused: "Paid, but the charger can not start",
  plugged_in: "Cable plugged in",
  start_failed: "Start failed",
  retry_wait_plug: "Driver tries again, waiting for the cable",
  retry_start: "Driver tries again",
  transaction_started: "Charging began",
  stop_requested: "Stop requested",
  transaction_stopped: "Charging ended",
  closed_at_last_reading: "Closed at the last reading",
  billed: "Billed",
  flagged: "Flagged for a person",
  nothing_delivered: "Nothing delivered, no charge",
  given_up: "Given up, hold goes back",
  // payment moves
  psp_created: "Payment created at the provider",
  psp_refused_create: "Provider refused to create the payment",
  psp_authorised: "Hold authorised",
  psp_paid_at_once: "Paid at once, no hold possible",
  psp_failed: "Declined by the bank",
  psp_canceled: "Cancelled",
  psp_expired: "Expired",
  capture_requested: "Capture requested",
  psp_captured: "Captured",
  psp_refused_capture: "Capture refused",
  release_requested: "Release requested",
  psp_released: "Released",
  psp_lost_hold: "The hold is gone",
  refund_requested: "Refund requested",
  operator_stop: "Stop requested by staff",
  // meter, bill, mail
  reading: "Meter value",
  reading_refused: "Meter value refused",
  signed_value: "Signed meter value",
  cdr_written: "CDR written",
  RECEIPT: "Receipt issued",
  CREDIT_NOTE: "Credit note issued",
  RELEASE_NOTE: "Release note issued",
  mail_sent: "Receipt mailed",
  mail_asked: "Receipt asked by e-mail",
  // accounts of the ledger
  vat: "VAT",
  psp_clearing: "Provider clearing",
  // what a person must decide
  push_dead: "A partner could not be told",
  job_dead: "A job failed to the end",
  invariant_violated: "The books contradict each other",
  duplicate_station: "Two devices use one identity",
  price_mismatch: "Page and terminal ask for different prices",
  release_unconfirmed: "Release not confirmed by the provider",
  capture_unconfirmed: "Capture not confirmed by the provider",
  refund_unconfirmed: "Refund not confirmed by the provider",
  checkout_unconfirmed: "Checkout not confirmed by the provider",
  partner_unregistered: "Terminal provider ended its registration",
  advice_mismatch: "Provider captured another amount",
  advice_failed: "Provider could not capture",
  advice_above_preauthorised: "Provider captured more than was reserved",
  advice_currency: "Provider captured in another currency",
  session_flagged: "Session flagged, no bill yet",
  // acts of staff
  "cdr.retry": "Flagged session tried again",
  "cdr.accept": "Flagged session accepted",
  "cdr.drop": "Flagged session dropped",
  "cdr.corrected": "CDR corrected",
  "session.stop_ordered": "Stop ordered by staff",
  "payment.refund_ordered": "Refund ordered by staff",
  "station.command_queued": "Command sent by staff",
  "terminal.registered": "Terminal added",
  "terminal.assigned": "Terminal assigned",
  "terminal.edited": "Terminal details changed",
  "terminal.deactivated": "Terminal taken out of service",
  "push.replayed": "Messages sent again to a partner",
  "station.approved": "Station approved",
  "sticker.issued": "New sticker code issued",
  "exception.closed": "Exception closed",
  "exception.retried": "Exception tried again",
  "user.signed_in": "Signed in",
  "user.created": "User added",
  "user.role_changed": "Role changed",
  "user.disabled": "User disabled",
  "user.enabled": "User enabled",
  "cpo.changed": "Operator details changed",
  "cpo.created": "Operator added",
  "client.created": "Client opened",
  "psp.connected": "Payment provider connected",
  "tariff.published": "Price published",
  "tariff.assigned": "Price given to a charger",
  "tariff_code.assigned": "Tariff code set",
  "billing_rule.created": "Billing rule made",
  "billing_rule.changed": "Billing rule changed",
  "billing_rule.archived": "Billing rule ended",
  "location_group.created": "Location group made",
  "location_group.changed": "Location group changed",
  "contract.created": "Contract made",
  "contract.changed": "Contract changed",
  "evse.changed": "Power or meter of a charger changed",
  "export.made": "Export downloaded",
};

const COMMANDS: Readonly<Record<string, string>> = {
  REMOTE_START: "Start command",
  REMOTE_STOP: "Stop command",
  TRIGGER_MESSAGE: "Status request",
  RESET: "Restart",
  UNLOCK: "Unlock cable",
  CHANGE_AVAILABILITY: "Availability change",
  GET_CONFIGURATION: "Configuration request",
  CHANGE_CONFIGURATION: "Configuration change",
  CLEAR_CACHE: "Cache clearing",
  DATA_TRANSFER: "Data transfer",
};

/** The words for a code. */
export function words(code: string): string {
  const known = WORDS[code];
  if (known) return known;
  const [verb, rest] = split(code);
  if (verb === "queued") return `${COMMANDS[rest] ?? humanise(rest)} queued`;
  if (verb === "answered") return `${COMMANDS[rest] ?? humanise(rest)} answered`;
  if (verb === "opened") return `Exception opened: ${words(rest)}`;
  if (verb === "closed") return `Exception closed: ${words(rest)}`;
  if (code.startsWith("in ")) return `${code.slice(3)} received`;
  if (code.startsWith("out ")) return `${code.slice(4)} sent`;
  return humanise(code);
}

/** What a station command is called. */
export function commandWords(kind: string): string {
  return COMMANDS[kind] ?? humanise(kind);
}

function split(code: string): readonly [string, string] {
  const at = code.indexOf("_");
  return at < 0 ? [code, ""] : [code.slice(0, at), code.slice(at + 1)];
}
