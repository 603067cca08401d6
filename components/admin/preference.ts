const YEAR_S = 31_536_000;

/** Remembers a choice of looks in a cookie for the portal only; nothing personal, no rights. */
export function rememberPreference(name: string, value: string): void {
  const secure = window.location.protocol === "https:" ? "; secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser we support
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/admin; max-age=${YEAR_S}; samesite=lax${secure}`;
}
