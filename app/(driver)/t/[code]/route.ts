import type { NextRequest } from "next/server";
import { codeResponse } from "../../_http/find-response";
import { answerPage } from "../../_http/respond";

interface Route {
  readonly params: Promise<{ readonly code: string }>;
}

/** The short address that a terminal prints or shows as a QR picture: `/t/7KQ2-M4XD`. */
export function GET(request: NextRequest, { params }: Route): Promise<Response> {
  return answerPage(request, async (driver) => codeResponse(driver, (await params).code));
}
