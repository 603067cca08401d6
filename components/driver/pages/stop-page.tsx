import type { SessionView } from "@/lib/sessions/driver-view.model";
import { ChargerName } from "../parts/place-header";
import { link, type Ui } from "../ui";

interface StopPageProps {
  readonly ui: Ui;
  readonly view: SessionView;
  readonly base: string;
}

/** The one question before a stop (UX-22). The form posts; no link stops anything (SEC-14). */
export function StopPage({ ui, view, base }: StopPageProps) {
  const { t } = ui;
  return (
    <>
      <div className="state">
        <p className="m s">
          <ChargerName ui={ui} label={view.place.evseLabel} />
        </p>
        <h1>{t("stop.confirm_title")}</h1>
        <p>{t("stop.confirm_text")}</p>
      </div>
      <form
        className="act stack"
        method="post"
        action={link(ui, `${base}/stop`)}
        data-once={t("session.title_STOPPING")}
      >
        <button className="btn halt" type="submit">
          <span>{t("stop.confirm")}</span>
        </button>
        <a className="btn" href={link(ui, base)}>
          {t("stop.back")}
        </a>
      </form>
    </>
  );
}
