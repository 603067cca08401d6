import type { ReactNode } from "react";
import { LOCALES } from "@/lib/i18n/locale.model";
import { translatorFor } from "@/lib/i18n/translate";
import type { SellerView } from "@/lib/sessions/driver-view.model";
import { Icon } from "./icons";
import { link, telephone, type Ui, withLanguage } from "./ui";

interface FrameProps {
  readonly ui: Ui;
  readonly seller: SellerView | null;
  readonly reference: string | null;
  readonly children: ReactNode;
}

/** What stands around every page: who you deal with, the language, and help at the same place (WCAG 3.2.6). */
export function Frame({ ui, seller, reference, children }: FrameProps) {
  return (
    <>
      <a className="skip" href="#main">
        {ui.t("frame.skip")}
      </a>
      <header>
        {seller?.mode === "TEST" ? <p className="test">{ui.t("frame.test_mode")}</p> : null}
        <div className="bar">
          <span className="op">{seller?.name ?? "Kerbwatt"}</span>
          <LanguageSwitch ui={ui} />
        </div>
      </header>
      <p id="say" className="vh" role="status" aria-live="polite" />
      {children}
      <footer>
        <div>
          <HelpBlock ui={ui} seller={seller} reference={reference} />
          {seller ? <SellerBlock ui={ui} seller={seller} /> : null}
          <nav className="links" aria-label={ui.t("frame.help_page")}>
            <a href={link(ui, "/help")}>{ui.t("frame.help_page")}</a>
            <LegalLink href={seller?.termsUrl} text={ui.t("frame.terms")} />
            <LegalLink href={seller?.privacyUrl} text={ui.t("frame.privacy")} />
            <LegalLink href={seller?.imprintUrl} text={ui.t("frame.imprint")} />
          </nav>
        </div>
      </footer>
    </>
  );
}

function LanguageSwitch({ ui }: { readonly ui: Ui }) {
  return (
    <details className="lang">
      <summary>
        <Icon name="globe" />
        <span className="vh">{ui.t("frame.languages")}: </span>
        {ui.t("frame.language_name")}
        <Icon name="chevron" />
      </summary>
      <ul>
        {LOCALES.map((locale) => (
          <li key={locale}>
            <a
              href={withLanguage(ui.path, locale)}
              hrefLang={locale}
              lang={locale}
              aria-current={locale === ui.locale ? "true" : undefined}
            >
              {translatorFor(locale)("frame.language_name")}
              {locale === ui.locale ? <Icon name="check" /> : null}
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}

function HelpBlock({ ui, seller, reference }: Omit<FrameProps, "children">) {
  const { t } = ui;
  return (
    <section id="help" className="stack" aria-labelledby="help-title">
      <div className="tight">
        <h2 id="help-title">{t("frame.help")}</h2>
        {seller ? (
          <p className="m">
            {t("frame.help_lead")} {t("frame.hours", { hours: seller.supportHours })}
          </p>
        ) : (
          <p className="m">{t("help.find_number")}</p>
        )}
        {reference ? (
          <p>
            <b>{t("frame.case", { reference })}</b>
          </p>
        ) : null}
      </div>
      {seller ? (
        <div className="call">
          <a className="btn" href={telephone(seller.supportPhone)}>
            <Icon name="phone" /> {t("frame.call", { phone: seller.supportPhone })}
          </a>
          <a
            className="btn"
            href={`mailto:${seller.supportEmail}${reference ? `?subject=${encodeURIComponent(reference)}` : ""}`}
          >
            <Icon name="mail" /> {t("frame.write", { email: seller.supportEmail })}
          </a>
        </div>
      ) : null}
    </section>
  );
}

/** Who the contract is with, before and after paying (LAW-43). */
function SellerBlock({ ui, seller }: { readonly ui: Ui; readonly seller: SellerView }) {
  const { t } = ui;
  return (
    <section className="legal" aria-label={t("frame.seller")}>
      <p>
        <b>{t("frame.seller")}:</b> {seller.legalName}, {seller.street}, {seller.postalCode} {seller.city} (
        {seller.country}). {t("frame.vat_id", { id: seller.vatId })}.
        {seller.registrationNumber
          ? ` ${t("frame.registration", { number: seller.registrationNumber })}.`
          : ""}
      </p>
      <p>{t("frame.complaints")}</p>
    </section>
  );
}

function LegalLink({ href, text }: { readonly href: string | null | undefined; readonly text: string }) {
  return href?.startsWith("https://") ? (
    <a href={href} rel="noopener noreferrer">
      {text}
    </a>
  ) : null;
}
