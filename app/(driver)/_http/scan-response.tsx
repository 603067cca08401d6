import { type CheckoutProblem, ScanPage } from "@/components/driver/pages/scan-page";
import { UnavailablePage } from "@/components/driver/pages/unavailable-page";
import { holdCss } from "@/components/driver/parts/hold-form";
import type { RecoverProblem } from "@/components/driver/parts/recover-form";
import { runtime } from "@/lib/db/runtime";
import type { ScanView } from "@/lib/sessions/driver-view.model";
import { getScanView } from "@/lib/sessions/get-scan-view";
import type { DriverRequest } from "./driver-request";
import { InventedCodes } from "./invented-codes";
import { message, page } from "./respond";

/** What went wrong a moment ago and must be said above the price. */
export interface ScanProblems {
  readonly checkout?: CheckoutProblem;
  readonly recover?: RecoverProblem;
}

/** Seconds after which a page that waits for the plug looks again. */
const LOOK_AGAIN_S = 5;

const inventedCodes = new InventedCodes(() => runtime().clock.now().getTime());

/** Somebody here tries one code after the other (SEC-3, SEC-73). */
function slowDown(request: DriverRequest): Promise<Response> {
  const sender = runtime().secrets.pseudonym(request.network);
  runtime().log.warn({ security: true, event: "invented_codes", sender }, "too many codes that do not exist");
  return message(request, 429, "error.limited_title", "error.limited_text", "error.again");
}

/** The view behind a code, for this device. */
export function readScan(request: DriverRequest, code: string): Promise<ScanView> {
  const deviceToken = request.jar.device;
  return getScanView(runtime(), { code: code.slice(0, 64), locale: request.locale, deviceToken });
}

/** The page for a scan view, in whichever state the charger is. */
export function scanResponse(
  request: DriverRequest,
  view: ScanView,
  problems: ScanProblems,
  status = 200,
): Promise<Response> {
  const ui = request.ui(`/c/${view.code ?? ""}`);
  if (view.state === "UNAVAILABLE") {
    if (view.reason === "unknown_code" && inventedCodes.tooMany(request.network)) return slowDown(request);
    const children = <UnavailablePage ui={ui} view={view} recoverProblem={problems.recover ?? null} />;
    const title = ui.t(`unavailable.${view.reason}_title`);
    const found = view.reason === "unknown_code" ? 404 : status;
    return page(request, { ui, title, seller: view.seller, reference: null, children }, found);
  }
  request.jar.ensureDevice();
  request.jar.rememberCharger(view.code);
  return page(
    request,
    {
      ui,
      title: ui.t("place.charger", { label: view.place.evseLabel }),
      seller: view.seller,
      reference: null,
      css: holdCss(view),
      children: <ScanPage ui={ui} view={view} problem={problems.checkout ?? null} />,
      ...(view.payEnabled ? {} : { lookAgainS: LOOK_AGAIN_S, refreshS: LOOK_AGAIN_S * 2 }),
    },
    status,
  );
}
