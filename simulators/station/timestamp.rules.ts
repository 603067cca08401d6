/**
 * An instant as ISO 8601, written in a zone `offsetMinutes` east of UTC: `…T02:30:00.000+02:00`. Offset 0 writes `Z`.
 * Stations differ in this; both forms are legal in OCPP 1.6 (§3.14).
 */
export function isoTimestamp(epochMs: number, offsetMinutes: number): string {
  if (offsetMinutes === 0) return new Date(epochMs).toISOString();
  const local = new Date(epochMs + offsetMinutes * 60_000).toISOString().slice(0, -1);
  const size = Math.abs(offsetMinutes);
  const pad = (value: number) => String(value).padStart(2, "0");
  return `${local}${offsetMinutes < 0 ? "-" : "+"}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}
