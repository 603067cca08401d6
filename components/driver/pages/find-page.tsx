import { Icon } from "../icons";
import {
  type CardFields,
  type FindProblem,
  TerminalCardForm,
  TerminalCodeForm,
} from "../parts/terminal-forms";
import { link, type Ui } from "../ui";

export interface FindPageProps {
  readonly ui: Ui;
  /** Which of the two searches failed a moment ago, and why. */
  readonly failed: { readonly by: "code" | "card"; readonly problem: FindProblem } | null;
  readonly typed: CardFields;
}

/** Two ways to a session that a payment terminal started: its code, or day and card (UX-47). */
export function FindPage({ ui, failed, typed }: FindPageProps) {
  const { t } = ui;
  const problemOf = (by: "code" | "card") => (failed?.by === by ? failed.problem : null);
  return (
    <>
      <div className="state">
        <h1>{t("terminal.title")}</h1>
        <p className="m">{t("terminal.lead")}</p>
      </div>
      <TerminalCodeForm ui={ui} problem={problemOf("code")} />
      <TerminalCardForm ui={ui} problem={problemOf("card")} typed={typed} />
    </>
  );
}

/** A receipt of the list, as drivers tell theirs apart. */
export interface ListedReceipt {
  readonly receiptToken: string;
  readonly evseLabel: string;
  readonly startedAt: Date | null;
  readonly timeZone: string;
}

/** The same card was at the same charger more than once that day. */
export function FoundReceiptsPage({
  ui,
  receipts,
}: {
  readonly ui: Ui;
  readonly receipts: readonly ListedReceipt[];
}) {
  const { t, f } = ui;
  return (
    <>
      <div className="state">
        <h1>{t("terminal.list_title")}</h1>
        <p className="m">{t("terminal.list_lead")}</p>
      </div>
      <div className="stack">
        {receipts.map(({ receiptToken, evseLabel, startedAt, timeZone }) => (
          <a key={receiptToken} className="btn" href={link(ui, `/r/${receiptToken}`)}>
            <Icon name="document" />{" "}
            {t("terminal.list_item", {
              label: evseLabel,
              time: startedAt ? f.dateTime(startedAt, timeZone) : "",
            })}
          </a>
        ))}
      </div>
    </>
  );
}
