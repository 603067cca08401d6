/** How far a station's clock may be off before we correct it (SEC-36). */
const TOLERANCE_MS = 5 * 60_000;

/**
 * What to add to a station's times to get ours (REL-85). A start can not lie before the command that caused it, nor after
 * its arrival; a queued start of an offline station lies in between and is believed.
 */
export function clockOffsetMs(reportedAt: Date, notBefore: Date, receivedAt: Date): number {
  const early = notBefore.getTime() - TOLERANCE_MS;
  const late = receivedAt.getTime() + TOLERANCE_MS;
  const at = reportedAt.getTime();
  return at >= early && at <= late ? 0 : receivedAt.getTime() - at;
}

/** A station's time in ours, never in the future of its arrival. */
export function correctedTime(reportedAt: Date, offsetMs: number, receivedAt: Date): Date {
  const at = reportedAt.getTime() + offsetMs;
  return new Date(Math.min(at, receivedAt.getTime()));
}
