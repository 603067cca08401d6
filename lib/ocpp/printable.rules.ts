/** Words of a station as PostgreSQL's JSON and a log line take them: no control characters, no half of a surrogate pair. */
export function printable(text: string): string {
  return text.replace(/[^\x20-\x7e\u00a0-\ud7ff\ue000-\ufffd]/g, "?");
}
