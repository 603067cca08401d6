const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** True for a text that can be one of our ids; everything else is unknown without a look. */
export function isRowId(text: string): boolean {
  return UUID.test(text);
}
