import type { SessionView } from "@/lib/sessions/driver-view.model";
import { Icon } from "../icons";
import type { RetryProblem } from "../retry.model";
import { link, type Ui } from "../ui";
import { Notice } from "./notice";
import { StartSteps } from "./start-steps";

interface StartFailedProps {
  readonly ui: Ui;
  readonly view: SessionView;
  readonly base: string;
  readonly otherCode: string;
  readonly problem: RetryProblem | null;
}

/** What happens to the money, and how to try again on the same hold: here or at another charger (UX-13, UX-18). */
export function StartFailed({ ui, view, base, otherCode, problem }: StartFailedProps) {
  const mayRetry = view.mayControl && view.retryUntil !== null && view.retryUntil > ui.now;
  return (
    <>
      {problem ? (
        <Notice tone="bad" urgent>
          <p>{ui.t(`retry.${problem}`)}</p>
        </Notice>
      ) : null}
      <MoneyNotice ui={ui} view={view} mayRetry={mayRetry} />
      <StartSteps ui={ui} view={view} />
      {mayRetry ? <RetryForms ui={ui} view={view} base={base} otherCode={otherCode} /> : null}
    </>
  );
}

function MoneyNotice({
  ui,
  view,
  mayRetry,
}: Pick<StartFailedProps, "ui" | "view"> & { readonly mayRetry: boolean }) {
  const { t, f } = ui;
  const { money, place, retryUntil } = view;
  const amount = f.moneyShort(money.reservedMinor, money.currency);
  const text = money.releaseSentAt
    ? t("start_failed.releasing", { amount, time: f.exactTime(money.releaseSentAt, place.timeZone) })
    : mayRetry && retryUntil
      ? t("start_failed.kept", { amount, time: f.time(retryUntil, place.timeZone) })
      : t("start_failed.release_soon", { amount });
  return (
    <Notice tone={money.releaseSentAt ? "ok" : "wait"} icon="lock">
      <p>
        <b>{text}</b>
      </p>
    </Notice>
  );
}

function RetryForms({ ui, view, base, otherCode }: Omit<StartFailedProps, "problem">) {
  const { t, f } = ui;
  const amount = f.moneyShort(view.money.reservedMinor, view.money.currency);
  return (
    <>
      <section className="card" aria-labelledby="other-title">
        <h2 id="other-title">{t("start_failed.other_title")}</h2>
        <form className="stack" method="post" action={link(ui, `${base}/retry`)} data-once="">
          <div className="tight">
            <label htmlFor="other">{t("start_failed.other_label")}</label>
            <input
              id="other"
              name="code"
              className="in codein"
              required
              defaultValue={otherCode}
              maxLength={64}
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
            />
          </div>
          <button className="btn" type="submit">
            {t("start_failed.other_submit")}
          </button>
        </form>
      </section>
      <form method="post" action={link(ui, `${base}/give-up`)} data-once="">
        <button className="btn" type="submit">
          {t("start_failed.give_up", { amount })}
        </button>
      </form>
      <form className="act" method="post" action={link(ui, `${base}/retry`)} data-once="">
        <button className="btn go" type="submit">
          <Icon name="bolt" /> {t("start_failed.retry")}
        </button>
      </form>
    </>
  );
}
