import type { NextRequest } from "next/server";
import { HelpPage } from "@/components/driver/pages/help-page";
import { answerPage, page } from "../_http/respond";

/** Help, and the accessibility statement of the service (LAW-55). */
export function GET(request: NextRequest): Promise<Response> {
  return answerPage(request, async (driver) => {
    const ui = driver.ui("/help");
    const children = <HelpPage ui={ui} />;
    return page(driver, { ui, title: ui.t("frame.help_page"), seller: null, reference: null, children });
  });
}
