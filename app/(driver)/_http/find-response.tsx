import { FindPage, type FindPageProps, FoundReceiptsPage } from "@/components/driver/pages/find-page";
import type { CardFields } from "@/components/driver/parts/terminal-forms";
import { runtime } from "@/lib/db/runtime";
import {
  type FoundReceipt,
  findTerminalSession,
  type LookUpRefusal,
} from "@/lib/sessions/find-terminal-session";
import type { DriverRequest } from "./driver-request";
import { page, redirect } from "./respond";
import { enterSession } from "./session-access";

const NOTHING_TYPED: CardFields = { date: "", last4: "", place: "" };

/** The page with both searches; every wrong search is answered alike (SEC-12). */
export function findResponse(
  request: DriverRequest,
  failed: FindPageProps["failed"] = null,
  typed: CardFields = NOTHING_TYPED,
): Promise<Response> {
  const ui = request.ui("/t");
  const children = <FindPage ui={ui} failed={failed} typed={typed} />;
  const title = ui.t("terminal.title");
  return page(request, { ui, title, seller: null, reference: null, children }, statusOf(failed));
}

function statusOf(failed: FindPageProps["failed"]): number {
  if (!failed || failed.problem === "several") return 200;
  return failed.problem === "limited" ? 429 : 404;
}

/** The session of a driver's code: its live page, as a view. */
export async function codeResponse(request: DriverRequest, code: string): Promise<Response> {
  const result = await findTerminalSession(runtime(), { code, network: request.network });
  if (result.kind === "found") return enterSession(request, result.viewToken);
  return findResponse(request, { by: "code", problem: problemOf(result.reason) });
}

export function problemOf(reason: LookUpRefusal): "limited" | "wrong" {
  return reason === "too_many" ? "limited" : "wrong";
}

/** One receipt opens; several of one charger are listed. */
export function receiptsResponse(
  request: DriverRequest,
  receipts: readonly FoundReceipt[],
): Promise<Response> | Response {
  const [only] = receipts;
  if (only && receipts.length === 1) return redirect(request, `/r/${only.receiptToken}`);
  const ui = request.ui("/t");
  const children = <FoundReceiptsPage ui={ui} receipts={receipts} />;
  return page(request, { ui, title: ui.t("terminal.list_title"), seller: null, reference: null, children });
}
