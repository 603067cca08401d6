import type { NextRequest } from "next/server";
import { runtime } from "@/lib/db/runtime";
import { isLocale } from "@/lib/i18n/locale.model";
import { pspRegistry } from "@/lib/payments/psp/registry";
import { resolveReturn } from "@/lib/sessions/resolve-return";
import { answerPage, deadLink } from "../../_http/respond";
import { enterSession } from "../../_http/session-access";

interface Route {
  readonly params: Promise<{ readonly token: string }>;
}

/** Back from the PSP, in whichever browser. The return proves nothing; the payment is read at the PSP (UX-30, SEC-88). */
export function GET(request: NextRequest, { params }: Route): Promise<Response> {
  return answerPage(request, async (driver) => {
    const { token } = await params;
    const found = await resolveReturn(runtime(), pspRegistry(), { returnToken: token });
    if (!found) return deadLink(driver);
    // A language chosen by hand lives in the address, which the PSP's page has not kept (UX-34).
    const { controlToken, locale } = found;
    const chosen = isLocale(locale) && locale !== driver.locale;
    return enterSession(chosen ? { ...driver, locale, languageInUrl: true } : driver, controlToken);
  });
}
