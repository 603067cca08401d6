import type { NextRequest } from "next/server";
import { runtime } from "@/lib/db/runtime";
import { recoverSession } from "@/lib/sessions/recover-session";
import { answerForm, field } from "../../../_http/respond";
import { readScan, scanResponse } from "../../../_http/scan-response";
import { enterSession } from "../../../_http/session-access";

interface Route {
  readonly params: Promise<{ readonly code: string }>;
}

/** Back to a running session with its six characters (UX-29, SEC-22). */
export function POST(request: NextRequest, { params }: Route): Promise<Response> {
  return answerForm(request, async (driver, form) => {
    const { code } = await params;
    const result = await recoverSession(runtime(), {
      code,
      recoveryCode: field(form, "recovery"),
      network: driver.network,
    });
    if (result.kind === "found") return enterSession(driver, result.controlToken);
    const limited = result.reason === "too_many";
    const view = await readScan(driver, code);
    return scanResponse(driver, view, { recover: limited ? "limited" : "wrong" }, limited ? 429 : 422);
  });
}

/** Somebody loaded the address of the form again: back to the charger. */
export async function GET(_request: NextRequest, { params }: Route): Promise<Response> {
  return new Response(null, {
    status: 303,
    headers: { location: `/c/${encodeURIComponent((await params).code)}` },
  });
}
