import type { ReactNode } from "react";
import type { Locale } from "@/lib/i18n/locale.model";
import type { Translator } from "@/lib/i18n/translate";
import type { SellerView } from "@/lib/sessions/driver-view.model";
import { renderPage } from "../document";
import { createUi, type Ui } from "../ui";
import { NOW } from "./views";

/** The `Ui` of a test: a fixed moment, and another translator for the pseudo-language. */
export function testUi(locale: Locale, translator?: Translator): Ui {
  return createUi({ locale, languageInUrl: false, path: "/c/1Q7K2M4XD9T3WBR5HN", now: NOW }, translator);
}

/** A whole document around `children`, as a route would send it. */
export function renderWhole(ui: Ui, seller: SellerView | null, children: ReactNode): Promise<string> {
  return renderPage({ ui, nonce: "bm9uY2U=", title: "Title", seller, reference: "7KQ2-M4XD", children });
}

/** The words of a page without markup, styles and script. */
export function wordsOf(html: string): string {
  return html
    .replace(/<(style|script|title)[\s\S]*?<\/\1>/g, " ")
    .replace(/<[^>]+>/g, " ")
    .replace(/&amp;/g, "&")
    .replace(/&#x27;/g, "'")
    .replace(/\s+/g, " ")
    .trim();
}
