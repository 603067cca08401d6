import type { Ui } from "../ui";

const QUESTIONS = ["hold", "lost", "stuck", "receipt", "fake"] as const;
const ACCESSIBILITY = ["text", "service", "payment", "report"] as const;

/** Answers that help at the charger, and the accessibility statement of the service (Directive 2019/882, Annex V). */
export function HelpPage({ ui }: { readonly ui: Ui }) {
  const { t } = ui;
  return (
    <>
      <div className="state">
        <h1>{t("help.title")}</h1>
      </div>
      <div className="card faq">
        {QUESTIONS.map((question) => (
          <section key={question} className="tight">
            <h2>{t(`help.q_${question}`)}</h2>
            <p className="m">{t(`help.a_${question}`)}</p>
          </section>
        ))}
      </div>
      <section id="accessibility" className="card" aria-labelledby="accessibility-title">
        <h2 id="accessibility-title">{t("help.a11y_title")}</h2>
        <div className="stack m">
          {ACCESSIBILITY.map((part) => (
            <p key={part}>{t(`help.a11y_${part}`)}</p>
          ))}
        </div>
      </section>
    </>
  );
}
