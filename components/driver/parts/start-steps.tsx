import type { SessionView } from "@/lib/sessions/driver-view.model";
import { Icon, type IconName } from "../icons";
import type { Ui } from "../ui";

type Step = SessionView["steps"][number];

/** The real steps of a start with ticks; a failure names its step (UX-18). */
export function StartSteps({ ui, view }: { readonly ui: Ui; readonly view: SessionView }) {
  const { t, f } = ui;
  const current = view.steps.find((step) => !step.done);
  return (
    <section className="card" aria-labelledby="steps-title">
      <h2 id="steps-title">{t("steps.title")}</h2>
      <ol className="steps">
        {view.steps.map((step) => {
          const look = lookOf(step, step === current);
          return (
            <li
              key={step.key}
              className={look.className}
              aria-current={look.className === "curr" ? "step" : undefined}
            >
              <Icon name={look.icon} />
              <span>
                {t(`steps.${step.key}`)}
                {look.className === "curr" ? null : <span className="vh">: {t(look.words)}</span>}
              </span>
              <span className="s m">
                {step.at
                  ? f.exactTime(step.at, view.place.timeZone)
                  : look.className === "curr"
                    ? t(look.words)
                    : ""}
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

interface Look {
  readonly className: "done" | "fail" | "curr" | "todo";
  readonly icon: IconName;
  readonly words: "steps.done" | "steps.failed" | "steps.waiting";
}

function lookOf(step: Step, isCurrent: boolean): Look {
  if (step.failed) return { className: "fail", icon: "cross", words: "steps.failed" };
  if (step.done) return { className: "done", icon: "check", words: "steps.done" };
  return {
    className: isCurrent ? "curr" : "todo",
    icon: isCurrent ? "clock" : "dot",
    words: "steps.waiting",
  };
}
