import type { NextRequest } from "next/server";
import { runtime } from "@/lib/db/runtime";
import { giveUp } from "@/lib/sessions/retry-start";
import { answerForm, deadLink, redirect } from "../../../_http/respond";
import { openSession } from "../../../_http/session-access";

interface Route {
  readonly params: Promise<{ readonly token: string }>;
}

/** End before anything was delivered: the hold goes back at once (REL-7). */
export function POST(request: NextRequest, { params }: Route): Promise<Response> {
  return answerForm(request, async (driver) => {
    const opened = await openSession(driver, (await params).token);
    if (!opened?.view.mayControl) return deadLink(driver);
    await giveUp(runtime(), { token: opened.token });
    return redirect(driver, opened.base);
  });
}
