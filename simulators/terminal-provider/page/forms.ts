import { html, type Markup } from "./html";

/** A form that does one call of the control API. Works without script; with it the page stays. */
export function form(
  path: string,
  fields: Readonly<Record<string, string>>,
  content: Markup,
  options: { readonly method?: "POST" | "PUT" | "PATCH" | "DELETE"; readonly style?: string } = {},
): Markup {
  const hidden = Object.entries({
    ...fields,
    ...(options.method !== undefined && options.method !== "POST" && { _method: options.method }),
  }).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
  return html`<form method="post" class="${options.style ?? ""}" action="/act/${encodePath(path)}">${hidden}${content}</form>`;
}

const encodePath = (path: string) => path.split("/").map(encodeURIComponent).join("/");

export const button = (label: Markup | string, style = ""): Markup =>
  html`<button class="${style}">${label}</button>`;
