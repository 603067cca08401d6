import type { Frame } from "./station.model";

const text = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

function meterSummary(payload: Record<string, unknown>): string {
  const samples = Array.isArray(payload.meterValue) ? (payload.meterValue as unknown[]) : [];
  const first = samples[0] as { sampledValue?: { measurand?: string; value?: string; unit?: string }[] };
  const find = (measurand: string) => {
    const found = first?.sampledValue?.find((value) => value.measurand === measurand);
    return found ? `${found.value ?? ""} ${found.unit ?? ""}`.trim() : "";
  };
  return [find("Energy.Active.Import.Register"), find("Power.Active.Import")]
    .filter((part) => part !== "")
    .join(" · ");
}

/** The few words of a frame that a person looks for: connector, status, tag, register, ids. */
export function frameSummary(frame: Frame): string {
  if (typeof frame.payload !== "object" || frame.payload === null) return "";
  const payload = frame.payload as Record<string, unknown>;
  if (frame.kind === "error") return text(payload.code);
  const info = payload.idTagInfo as { status?: unknown } | undefined;
  const parts = [
    payload.connectorId === undefined ? "" : `connector ${text(payload.connectorId)}`,
    payload.transactionId === undefined ? "" : `transaction ${text(payload.transactionId)}`,
    text(payload.status),
    text(info?.status),
    payload.errorCode === "NoError" ? "" : text(payload.errorCode),
    text(payload.idTag),
    payload.meterStart === undefined ? "" : `from ${text(payload.meterStart)} Wh`,
    payload.meterStop === undefined ? "" : `to ${text(payload.meterStop)} Wh`,
    text(payload.reason),
    frame.action === "MeterValues" ? meterSummary(payload) : "",
    text(payload.requestedMessage),
    text(payload.key),
    text(payload.vendorId),
    text(payload.messageId),
  ];
  return parts.filter((part) => part !== "").join(" · ");
}
