import type { NextRequest } from "next/server";
import { StopPage } from "@/components/driver/pages/stop-page";
import { runtime } from "@/lib/db/runtime";
import { stopByDriver } from "@/lib/sessions/stop-by-driver";
import { answerForm, answerPage, deadLink, page, redirect } from "../../../_http/respond";
import { openSession } from "../../../_http/session-access";

interface Route {
  readonly params: Promise<{ readonly token: string }>;
}

/** The question before a stop; a GET never stops (SEC-14). */
export function GET(request: NextRequest, { params }: Route): Promise<Response> {
  return answerPage(request, async (driver) => {
    const opened = await openSession(driver, (await params).token);
    if (!opened?.view.mayControl) return deadLink(driver);
    const { view, base } = opened;
    if (view.state !== "CHARGING" && view.state !== "SUSPENDED") return redirect(driver, base);
    const ui = driver.ui(`${base}/stop`);
    const children = <StopPage ui={ui} view={view} base={base} />;
    return page(driver, {
      ui,
      title: ui.t("stop.confirm_title"),
      seller: view.seller,
      reference: view.reference,
      children,
    });
  });
}

/** Stop. Pressing it twice changes nothing (REL-87). */
export function POST(request: NextRequest, { params }: Route): Promise<Response> {
  return answerForm(request, async (driver) => {
    const opened = await openSession(driver, (await params).token);
    if (!opened?.view.mayControl) return deadLink(driver);
    await stopByDriver(runtime(), { token: opened.token });
    return redirect(driver, opened.base);
  });
}
