import type { NextRequest } from "next/server";
import { runtime } from "@/lib/db/runtime";
import type { DriverState, ScanView } from "@/lib/sessions/driver-view.model";
import { getSessionView } from "@/lib/sessions/get-session-view";
import type { DriverRequest } from "../../_http/driver-request";
import { answerPage, redirect } from "../../_http/respond";
import { readScan, scanResponse } from "../../_http/scan-response";

interface Route {
  readonly params: Promise<{ readonly code: string }>;
}

/** The page behind a sticker. A browser that has a session here goes to its own page instead (UX-29). */
export function GET(request: NextRequest, { params }: Route): Promise<Response> {
  return answerPage(request, async (driver) => {
    const { code } = await params;
    const view = await readScan(driver, code);
    const own = await ownSession(driver, view);
    return own ? redirect(driver, own) : scanResponse(driver, view, {});
  });
}

/** States in which a new scan of the same charger must lead back and not to a second hold (UX-13). */
const UNFINISHED: readonly DriverState[] = [
  "PAYMENT_PENDING",
  "AUTHORISED_WAIT_PLUG",
  "STARTING",
  "START_FAILED",
  "CHARGING",
  "SUSPENDED",
  "STOPPING",
  "FINISHED_CALCULATING",
];

async function ownSession(driver: DriverRequest, view: ScanView): Promise<string | null> {
  const place = view.place;
  if (!place) return null;
  const held = driver.jar.sessions();
  const views = await Promise.all(held.map(({ token }) => getSessionView(runtime(), { token })));
  const now = runtime().clock.now();
  for (const session of views) {
    if (!session?.mayControl || !UNFINISHED.includes(session.state)) continue;
    const sameCharger = session.place.evseId === place.evseId;
    if (session.state !== "START_FAILED") {
      if (sameCharger) return `/s/${session.reference}`;
      continue;
    }
    if (session.retryUntil === null || session.retryUntil <= now) continue;
    if (sameCharger) return `/s/${session.reference}`;
    if (session.place.locationName === place.locationName)
      return `/s/${session.reference}?code=${view.code ?? ""}`;
  }
  return null;
}
