import type { NextRequest } from "next/server";
import { runtime } from "@/lib/db/runtime";
import { retryStart } from "@/lib/sessions/retry-start";
import { answerForm, deadLink, field, redirect } from "../../../_http/respond";
import { openSession } from "../../../_http/session-access";

interface Route {
  readonly params: Promise<{ readonly token: string }>;
}

/** Another try on the same hold, here or at another charger of the place (UX-13). */
export function POST(request: NextRequest, { params }: Route): Promise<Response> {
  return answerForm(request, async (driver, form) => {
    const opened = await openSession(driver, (await params).token);
    if (!opened?.view.mayControl) return deadLink(driver);
    const evseCode = field(form, "code").trim().split("/").at(-1) ?? "";
    const result = await retryStart(runtime(), {
      token: opened.token,
      evseCode: evseCode === "" ? null : evseCode,
    });
    return redirect(
      driver,
      result.kind === "started" ? opened.base : `${opened.base}?retry=${result.reason}`,
    );
  });
}
