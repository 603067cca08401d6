import type { NextRequest } from "next/server";
import { runtime } from "@/lib/db/runtime";
import { pspRegistry } from "@/lib/payments/psp/registry";
import { getSessionView } from "@/lib/sessions/get-session-view";
import { openCheckout } from "@/lib/sessions/open-checkout";
import { answerForm, field, redirect } from "../../../_http/respond";
import { readScan, scanResponse } from "../../../_http/scan-response";
import { enterSession, keep } from "../../../_http/session-access";

interface Route {
  readonly params: Promise<{ readonly code: string }>;
}

/** Pay: only the stored quote's id and the chosen preset come from the browser (SEC-18). */
export function POST(request: NextRequest, { params }: Route): Promise<Response> {
  return answerForm(request, async (driver, form) => {
    const { code } = await params;
    const chosen = field(form, "choice") || field(form, "hold");
    const result = await openCheckout(runtime(), pspRegistry(), {
      quoteId: field(form, "quote"),
      holdIndex: /^\d$/.test(chosen) ? Number(chosen) : -1,
      locale: driver.locale,
      deviceToken: driver.jar.ensureDevice(),
      network: driver.network,
    });
    if (result.kind === "refused") {
      const view = await readScan(driver, code);
      // The charger's page says why, or leads to the session that this browser has there already (UX-16, UX-29).
      if (view.state === "UNAVAILABLE" && view.code !== null) return redirect(driver, `/c/${view.code}`);
      const status = result.reason === "too_many" ? 429 : 409;
      return scanResponse(driver, view, { checkout: result.reason }, status);
    }
    if (result.kind === "wait") return enterSession(driver, result.controlToken);
    const view = await getSessionView(runtime(), { token: result.controlToken });
    if (view) keep(driver, view, result.controlToken);
    return redirect(driver, result.url);
  });
}

/** Somebody loaded the address of the form again: back to the price. */
export async function GET(_request: NextRequest, { params }: Route): Promise<Response> {
  return new Response(null, {
    status: 303,
    headers: { location: `/c/${encodeURIComponent((await params).code)}` },
  });
}
