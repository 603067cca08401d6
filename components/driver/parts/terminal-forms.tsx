import type { ReactNode } from "react";
import { Icon } from "../icons";
import { link, type Ui } from "../ui";

/** Why a search found nothing, or not one thing. */
export type FindProblem = "wrong" | "several" | "limited";

/** What was typed into the search by card, to be shown again. */
export interface CardFields {
  readonly date: string;
  readonly last4: string;
  readonly place: string;
}

interface FormProps {
  readonly ui: Ui;
  readonly problem: FindProblem | null;
}

/** The terminal's code; it may be pasted (WCAG 3.3.8). */
export function TerminalCodeForm({ ui, problem }: FormProps) {
  const { t } = ui;
  return (
    <section className="card" aria-labelledby="code-title">
      <h2 id="code-title">{t("terminal.code_title")}</h2>
      <form className="stack" method="post" action={link(ui, "/t")} data-once="">
        <input type="hidden" name="by" value="code" />
        <Field
          id="code"
          help={t("terminal.code_help", { code: "7KQ2-M4XD" })}
          label={t("terminal.code_label")}
          problem={problem}
          ui={ui}
        >
          <input
            {...described("code", problem, true)}
            className="in codein"
            required
            maxLength={20}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            enterKeyHint="go"
          />
        </Field>
        <button className="btn go" type="submit">
          {t("terminal.code_submit")}
        </button>
      </form>
    </section>
  );
}

/** Day and last four digits, and the charger when several sessions fit (UX-47). */
export function TerminalCardForm({ ui, problem, typed }: FormProps & { readonly typed: CardFields }) {
  const { t } = ui;
  return (
    <section className="card" aria-labelledby="card-title">
      <h2 id="card-title">{t("terminal.card_title")}</h2>
      <form className="stack" method="post" action={link(ui, "/t")} data-once="">
        <p className="m s">{t("terminal.card_lead")}</p>
        <input type="hidden" name="by" value="card" />
        <Field id="date" label={t("terminal.date")} problem={problem === "several" ? null : problem} ui={ui}>
          <input
            {...described("date", problem === "several" ? null : problem, false)}
            type="date"
            className="in"
            required
            defaultValue={typed.date}
          />
        </Field>
        <Field id="last4" help={t("terminal.last4_help")} label={t("terminal.last4")} problem={null} ui={ui}>
          <input
            {...described("last4", null, true)}
            className="in codein"
            required
            inputMode="numeric"
            pattern="[0-9]{4}"
            maxLength={4}
            autoComplete="off"
            defaultValue={typed.last4}
          />
        </Field>
        <Field
          id="place"
          help={t("terminal.place_help")}
          label={t("terminal.place")}
          problem={problem === "several" ? problem : null}
          ui={ui}
        >
          <input
            {...described("place", problem === "several" ? problem : null, true)}
            className="in"
            required={problem === "several"}
            maxLength={100}
            autoComplete="off"
            defaultValue={typed.place}
          />
        </Field>
        <button className="btn" type="submit">
          {t("terminal.card_submit")}
        </button>
      </form>
    </section>
  );
}

/** On the page of a charger that is in use: the way to the session for whoever started it at the terminal. */
export function TerminalHint({ ui }: { readonly ui: Ui }) {
  const { t } = ui;
  return (
    <section className="card stack" aria-labelledby="terminal-title">
      <h2 id="terminal-title">{t("terminal.hint_title")}</h2>
      <p className="m">{t("terminal.hint_text")}</p>
      <a className="btn go" href={link(ui, "/t")}>
        {t("terminal.hint_link")} <Icon name="arrow" />
      </a>
    </section>
  );
}

interface FieldProps {
  readonly ui: Ui;
  readonly id: string;
  readonly label: string;
  readonly help?: string;
  readonly problem: FindProblem | null;
  readonly children: ReactNode;
}

function Field({ ui, id, label, help, problem, children }: FieldProps) {
  return (
    <div className="tight">
      <label htmlFor={id}>{label}</label>
      {children}
      {problem ? (
        <p id={`${id}-error`} className="err" role="alert">
          <Icon name="alert" /> {ui.t(`terminal.${problem}`)}
        </p>
      ) : null}
      {help ? (
        <p id={`${id}-help`} className="m s">
          {help}
        </p>
      ) : null}
    </div>
  );
}

/** Name of a field, and what a screen reader says with it. */
function described(id: string, problem: FindProblem | null, hasHelp: boolean) {
  const parts = [...(problem ? [`${id}-error`] : []), ...(hasHelp ? [`${id}-help`] : [])];
  return {
    id,
    name: id,
    "aria-invalid": (problem !== null && problem !== "limited") || undefined,
    "aria-describedby": parts.length > 0 ? parts.join(" ") : undefined,
  };
}
