import { isLive } from "@/components/driver/driver-states.rules";
import { SessionPage } from "@/components/driver/pages/session-page";
import type { EmailOutcome } from "@/components/driver/parts/session-aids";
import { stateTitle } from "@/components/driver/parts/state-heading";
import { RETRY_PROBLEMS } from "@/components/driver/retry.model";
import { screenKey } from "@/components/driver/screen.rules";
import { link } from "@/components/driver/ui";
import type { DriverRequest } from "./driver-request";
import { page } from "./respond";
import type { OpenedSession } from "./session-access";

/** Without scripts the live page loads itself again (UX-4). */
const REFRESH_S = 15;

const EMAIL_OUTCOMES: readonly EmailOutcome[] = ["sent", "invalid", "limited"];

/** The page of a session. What a form has just done stands in the query: it can be reloaded without doing it again. */
export function sessionResponse(request: DriverRequest, { view, base }: OpenedSession): Promise<Response> {
  const ui = request.ui(base);
  const query = request.url.searchParams;
  const live = isLive(view.state);
  const api = base.replace("/s/", "/api/sessions/");
  return page(request, {
    ui,
    title: stateTitle(ui, view),
    seller: view.seller,
    reference: view.reference,
    children: (
      <SessionPage
        ui={ui}
        view={view}
        base={base}
        chargerCode={request.jar.charger}
        otherCode={(query.get("code") ?? "").replace(/[^0-9A-Za-z-]/g, "").slice(0, 32)}
        emailOutcome={EMAIL_OUTCOMES.find((outcome) => outcome === query.get("mail")) ?? null}
        retryProblem={RETRY_PROBLEMS.find((problem) => problem === query.get("retry")) ?? null}
      />
    ),
    ...(live
      ? {
          refreshS: REFRESH_S,
          live: {
            events: link({ ...ui, languageInUrl: true }, `${api}/events`),
            state: link({ ...ui, languageInUrl: true }, `${api}/state`),
            screen: screenKey(view),
            version: view.version,
          },
        }
      : {}),
  });
}
