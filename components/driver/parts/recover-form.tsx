import { Icon } from "../icons";
import { link, type Ui } from "../ui";

export type RecoverProblem = "wrong" | "limited";

interface RecoverFormProps {
  readonly ui: Ui;
  readonly code: string;
  readonly problem: RecoverProblem | null;
}

/** The way back to a running session from another browser (UX-28, UX-29). The code may be pasted (WCAG 3.3.8). */
export function RecoverForm({ ui, code, problem }: RecoverFormProps) {
  const { t } = ui;
  return (
    <section className="card" aria-labelledby="recover-title">
      <h2 id="recover-title">{t("recover.title")}</h2>
      <form className="stack" method="post" action={link(ui, `/c/${code}/recover`)} data-once="">
        <div className="tight">
          <label htmlFor="recovery">{t("recover.label")}</label>
          <input
            id="recovery"
            name="recovery"
            className="in codein"
            required
            maxLength={12}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            aria-invalid={problem === "wrong" || undefined}
            aria-describedby={problem ? "recovery-error recovery-help" : "recovery-help"}
          />
          {problem ? (
            <p id="recovery-error" className="err" role="alert">
              <Icon name="alert" /> {t(`recover.${problem}`)}
            </p>
          ) : null}
          <p id="recovery-help" className="m s">
            {t("recover.lead")}
          </p>
        </div>
        <button className="btn go" type="submit">
          {t("recover.submit")}
        </button>
      </form>
    </section>
  );
}
