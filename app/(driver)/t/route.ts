import type { NextRequest } from "next/server";
import { runtime } from "@/lib/db/runtime";
import { findTerminalReceipts } from "@/lib/sessions/find-terminal-session";
import { codeResponse, findResponse, problemOf, receiptsResponse } from "../_http/find-response";
import { answerForm, answerPage, field } from "../_http/respond";

/** Finding a session that a payment terminal started. */
export function GET(request: NextRequest): Promise<Response> {
  return answerPage(request, (driver) => findResponse(driver));
}

/** Either search. What was typed stands in the body, so that neither code nor digits reach an address bar (SEC-13). */
export function POST(request: NextRequest): Promise<Response> {
  return answerForm(request, async (driver, form) => {
    if (field(form, "by") !== "card") return codeResponse(driver, field(form, "code"));
    const typed = {
      date: field(form, "date").slice(0, 20),
      last4: field(form, "last4").slice(0, 20),
      place: field(form, "place").slice(0, 100),
    };
    const result = await findTerminalReceipts(runtime(), { ...typed, network: driver.network });
    if (result.kind === "found") return receiptsResponse(driver, result.receipts);
    const problem = result.kind === "several" ? "several" : problemOf(result.reason);
    return findResponse(driver, { by: "card", problem }, typed);
  });
}
