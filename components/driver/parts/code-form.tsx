import { Icon } from "../icons";
import type { Ui } from "../ui";

/** Typing a charger's code, for phones that can not scan (UX-1). A plain GET: it changes nothing. */
export function CodeForm({ ui, invalid }: { readonly ui: Ui; readonly invalid: boolean }) {
  const { t } = ui;
  return (
    <form className="stack" method="get" action="/">
      {ui.languageInUrl ? <input type="hidden" name="lang" value={ui.locale} /> : null}
      <div className="tight">
        <label htmlFor="code">{t("home.label")}</label>
        <input
          id="code"
          name="code"
          className="in codein"
          required
          minLength={4}
          maxLength={64}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          enterKeyHint="go"
          aria-invalid={invalid || undefined}
          aria-describedby={invalid ? "code-error code-help" : "code-help"}
        />
        {invalid ? (
          <p id="code-error" className="err" role="alert">
            <Icon name="alert" /> {t("home.invalid")}
          </p>
        ) : null}
        <p id="code-help" className="m s">
          {t("home.example", { code: "1Q7K2M-4XD9T3-WBR5HN" })}
        </p>
      </div>
      <button className="btn go" type="submit">
        {t("home.submit")}
      </button>
    </form>
  );
}
