import type { NextRequest } from "next/server";
import type { EmailOutcome } from "@/components/driver/parts/session-aids";
import { requestEmail } from "@/lib/billing/request-email";
import { hasCode } from "@/lib/core/errors";
import { runtime } from "@/lib/db/runtime";
import { answerForm, deadLink, field, redirect } from "../../../_http/respond";
import { openSession } from "../../../_http/session-access";

interface Route {
  readonly params: Promise<{ readonly token: string }>;
}

/** The driver wants the link and the receipt by mail (UX-15). The address never stands in an address bar. */
export function POST(request: NextRequest, { params }: Route): Promise<Response> {
  return answerForm(request, async (driver, form) => {
    const opened = await openSession(driver, (await params).token);
    if (!opened?.view.mayReceive) return deadLink(driver);
    const outcome = await send(opened.token, field(form, "email"));
    return redirect(driver, `${opened.base}?mail=${outcome}`);
  });
}

async function send(token: string, address: string): Promise<EmailOutcome> {
  try {
    await requestEmail(runtime(), { token, address });
    return "sent";
  } catch (error) {
    if (hasCode(error, "address_invalid")) return "invalid";
    if (hasCode(error, "emails_used_up")) return "limited";
    throw error;
  }
}
