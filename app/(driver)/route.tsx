import type { NextRequest } from "next/server";
import { HomePage } from "@/components/driver/pages/home-page";
import { normaliseCrockford } from "@/lib/core/base32";
import { answerPage, page, redirect } from "./_http/respond";

/** Typing the code that is printed below the QR picture. A whole address that was pasted works too (UX-1). */
export function GET(request: NextRequest): Promise<Response> {
  return answerPage(request, async (driver) => {
    const typed = driver.url.searchParams.get("code");
    const code = typed === null ? null : normaliseCrockford(typed.trim().split("/").at(-1) ?? "");
    if (code !== null && code.length <= 32) return redirect(driver, `/c/${code}`);
    const ui = driver.ui("/");
    const invalid = typed !== null;
    const children = <HomePage ui={ui} invalid={invalid} />;
    return page(
      driver,
      { ui, title: ui.t("home.title"), seller: null, reference: null, children },
      invalid ? 422 : 200,
    );
  });
}
