import { TRANSPARENCY_SOFTWARE } from "@/lib/billing/receipt-pdf/document.model";
import { Icon } from "../icons";
import type { Ui } from "../ui";

interface SignedDataProps {
  readonly ui: Ui;
  readonly path: string;
  /** Hex, as it stands on the meter; null when it is not known. */
  readonly publicKey: string | null;
}

/** The proof of the measurement, with a way to check it that is not ours (LAW-30, LAW-31). */
export function SignedData({ ui: { t }, path, publicKey }: SignedDataProps) {
  return (
    <section className="card stack" aria-labelledby="signed-title">
      <h2 id="signed-title">{t("receipt.signed_title")}</h2>
      <p>{t("receipt.signed_text")}</p>
      {publicKey ? (
        <details>
          <summary>
            {t("receipt.signed_key")} <Icon name="chevron" />
          </summary>
          <p className="s m key">{publicKey}</p>
        </details>
      ) : null}
      <a className="btn" href={path} download>
        <Icon name="document" /> {t("receipt.signed_file")}
      </a>
      <p className="s">
        <a href={TRANSPARENCY_SOFTWARE} rel="noreferrer external">
          {t("receipt.signed_software")}
        </a>
      </p>
    </section>
  );
}
