import type { ScanView } from "@/lib/sessions/driver-view.model";
import { Icon } from "../icons";
import { CodeForm } from "../parts/code-form";
import { Notice } from "../parts/notice";
import { PlaceHeader } from "../parts/place-header";
import { PriceBlock } from "../parts/price-block";
import { RecoverForm, type RecoverProblem } from "../parts/recover-form";
import { TerminalHint } from "../parts/terminal-forms";
import { link, type Ui } from "../ui";

export type UnavailableView = Extract<ScanView, { state: "UNAVAILABLE" }>;

interface UnavailablePageProps {
  readonly ui: Ui;
  readonly view: UnavailableView;
  readonly recoverProblem: RecoverProblem | null;
}

/** Why this charger can not start now, and what to do instead. There is never a way to pay here (UX-41). */
export function UnavailablePage({ ui, view, recoverProblem }: UnavailablePageProps) {
  const { t } = ui;
  const codeIsBad = view.reason === "unknown_code" || view.reason === "revoked_code";
  return (
    <>
      {view.place ? <PlaceHeader ui={ui} place={view.place} /> : null}
      <Explanation ui={ui} view={view} />
      {view.recoverable && view.code ? (
        <RecoverForm ui={ui} code={view.code} problem={recoverProblem} />
      ) : null}
      {view.atTerminal ? <TerminalHint ui={ui} /> : null}
      {codeIsBad ? (
        <>
          <Notice tone="wait" icon="alert">
            <p>{t("unavailable.unknown_code_warning")}</p>
          </Notice>
          <CodeForm ui={ui} invalid={false} />
        </>
      ) : null}
      <Alternatives ui={ui} view={view} />
      {view.price && view.reason !== "no_price" ? (
        <div className="card">
          <PriceBlock ui={ui} price={view.price} />
        </div>
      ) : null}
      {codeIsBad ? null : (
        <div className="act">
          <a className="btn" href={link(ui, ui.path)}>
            {t("unavailable.again")}
          </a>
        </div>
      )}
    </>
  );
}

function Explanation({ ui, view }: { readonly ui: Ui; readonly view: UnavailableView }) {
  const { t, f } = ui;
  const tone = view.reason === "revoked_code" || view.reason === "faulted" ? "bad" : "wait";
  const zone = view.place?.timeZone;
  const Title = view.place ? "h2" : "h1";
  return (
    <Notice tone={tone} icon={view.reason === "occupied" || view.reason === "reserved" ? "clock" : "alert"}>
      <Title>{t(`unavailable.${view.reason}_title`)}</Title>
      <p>{t(`unavailable.${view.reason}_text`)}</p>
      {view.since && zone ? <p>{t("unavailable.since", { time: f.dateTime(view.since, zone) })}</p> : null}
      {view.until && zone ? <p>{t("unavailable.until", { time: f.dateTime(view.until, zone) })}</p> : null}
    </Notice>
  );
}

function Alternatives({ ui, view }: { readonly ui: Ui; readonly view: UnavailableView }) {
  const { t } = ui;
  if (view.alternatives.length === 0) return null;
  return (
    <section className="card" aria-labelledby="alternatives-title">
      <h2 id="alternatives-title">{t("unavailable.alternatives")}</h2>
      <ul className="alts">
        {view.alternatives.map(({ label, code, status }) => (
          <li key={label}>
            {code ? (
              <a href={link(ui, `/c/${code}`)}>
                <span className="plate">{label}</span>
                <Icon name="arrow" />
              </a>
            ) : (
              <span className="plate">{label}</span>
            )}
            <span className={status === "AVAILABLE" ? "tag" : "m s"}>{t(statusKey(status))}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function statusKey(status: UnavailableView["alternatives"][number]["status"]) {
  if (status === "AVAILABLE") return "place.free_now";
  if (status === "UNKNOWN") return "place.not_known";
  return status === "FAULTED" || status === "UNAVAILABLE" ? "place.not_working" : "place.in_use";
}
