import { CodeForm } from "../parts/code-form";
import { Notice } from "../parts/notice";
import { link, type Ui } from "../ui";

/** Typing the code that is printed below the QR picture (UX-1). */
export function HomePage({ ui, invalid }: { readonly ui: Ui; readonly invalid: boolean }) {
  const { t } = ui;
  return (
    <>
      <div className="state">
        <h1>{t("home.title")}</h1>
        <p className="m">{t("home.lead")}</p>
      </div>
      <CodeForm ui={ui} invalid={invalid} />
      <p className="m s">{t("home.find_session")}</p>
      <p className="s">
        <a href={link(ui, "/t")}>{t("terminal.home_link")}</a>
      </p>
      <Notice tone="plain" icon="lock">
        <p>{t("home.safety")}</p>
      </Notice>
    </>
  );
}
