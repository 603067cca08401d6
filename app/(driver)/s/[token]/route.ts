import type { NextRequest } from "next/server";
import { answerPage, deadLink, redirect } from "../../_http/respond";
import { keep, openSession } from "../../_http/session-access";
import { sessionResponse } from "../../_http/session-response";

interface Route {
  readonly params: Promise<{ readonly token: string }>;
}

/**
 * The live page. With a token in the path the browser gets it as a cookie and the address bar keeps only the reference
 * (SEC-13). A browser that refuses cookies is recognised at the second round and keeps the token in its address.
 */
export function GET(request: NextRequest, { params }: Route): Promise<Response> {
  return answerPage(request, async (driver) => {
    const { token: segment } = await params;
    const opened = await openSession(driver, segment);
    if (!opened) return deadLink(driver);
    const { view, token } = opened;
    if (segment === view.reference) return sessionResponse(driver, opened);
    const held = driver.jar.session(view.reference);
    if (held !== null) {
      keep(driver, view, token);
      return redirect(driver, `/s/${view.reference}`);
    }
    if (driver.url.searchParams.has("tried")) return sessionResponse(driver, opened);
    keep(driver, view, token);
    return redirect(driver, `/s/${segment}?tried=1`);
  });
}
