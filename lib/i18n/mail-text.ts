import { LOCALES, type Locale } from "./locale.model";

/** What a mail to a driver says; every value is ours, never a driver's text (SEC-21). */
export interface MailValues {
  /** The CPO's name. */
  readonly seller: string;
  readonly supportPhone: string;
  readonly evseLabel: string;
  readonly place: string;
  readonly reference: string;
  /** Receipt number; empty for a link. */
  readonly number: string;
  readonly url: string;
}

/** view: the link shows progress only, for a session that is stopped at its terminal. */
export type MailKind = "link" | "view" | "receipt";

interface MailTemplate {
  subject(values: MailValues): string;
  lines(values: MailValues): readonly string[];
}

const TEMPLATES: Readonly<Record<Locale, Readonly<Record<MailKind, MailTemplate>>>> = {
  en: {
    link: {
      subject: (v) => `Your charging session ${v.reference}`,
      lines: (v) => [
        `You are charging at ${v.evseLabel}, ${v.place}.`,
        "Follow and stop it here:",
        v.url,
        `Questions? ${v.seller}: ${v.supportPhone}`,
      ],
    },
    view: {
      subject: (v) => `Your charging session ${v.reference}`,
      lines: (v) => [
        `You are charging at ${v.evseLabel}, ${v.place}.`,
        "Follow it here:",
        v.url,
        `Questions? ${v.seller}: ${v.supportPhone}`,
      ],
    },
    receipt: {
      subject: (v) => `Your receipt ${v.number}`,
      lines: (v) => [
        `Thank you for charging at ${v.evseLabel}, ${v.place}.`,
        "Your receipt is attached. It stays available here:",
        v.url,
        `Questions? ${v.seller}: ${v.supportPhone}`,
      ],
    },
  },
  nl: {
    link: {
      subject: (v) => `Je laadsessie ${v.reference}`,
      lines: (v) => [
        `Je laadt bij ${v.evseLabel}, ${v.place}.`,
        "Volg en stop de sessie hier:",
        v.url,
        `Vragen? ${v.seller}: ${v.supportPhone}`,
      ],
    },
    view: {
      subject: (v) => `Je laadsessie ${v.reference}`,
      lines: (v) => [
        `Je laadt bij ${v.evseLabel}, ${v.place}.`,
        "Volg de sessie hier:",
        v.url,
        `Vragen? ${v.seller}: ${v.supportPhone}`,
      ],
    },
    receipt: {
      subject: (v) => `Je bon ${v.number}`,
      lines: (v) => [
        `Bedankt voor het laden bij ${v.evseLabel}, ${v.place}.`,
        "Je bon zit in de bijlage. Hij blijft hier beschikbaar:",
        v.url,
        `Vragen? ${v.seller}: ${v.supportPhone}`,
      ],
    },
  },
  de: {
    link: {
      subject: (v) => `Ihr Ladevorgang ${v.reference}`,
      lines: (v) => [
        `Sie laden an ${v.evseLabel}, ${v.place}.`,
        "Hier können Sie zusehen und stoppen:",
        v.url,
        `Fragen? ${v.seller}: ${v.supportPhone}`,
      ],
    },
    view: {
      subject: (v) => `Ihr Ladevorgang ${v.reference}`,
      lines: (v) => [
        `Sie laden an ${v.evseLabel}, ${v.place}.`,
        "Hier können Sie zusehen:",
        v.url,
        `Fragen? ${v.seller}: ${v.supportPhone}`,
      ],
    },
    receipt: {
      subject: (v) => `Ihr Beleg ${v.number}`,
      lines: (v) => [
        `Danke, dass Sie an ${v.evseLabel}, ${v.place}, geladen haben.`,
        "Ihr Beleg liegt bei. Er bleibt hier abrufbar:",
        v.url,
        `Fragen? ${v.seller}: ${v.supportPhone}`,
      ],
    },
  },
  fr: {
    link: {
      subject: (v) => `Votre recharge ${v.reference}`,
      lines: (v) => [
        `Vous rechargez à la borne ${v.evseLabel}, ${v.place}.`,
        "Suivez et arrêtez la recharge ici :",
        v.url,
        `Une question ? ${v.seller} : ${v.supportPhone}`,
      ],
    },
    view: {
      subject: (v) => `Votre recharge ${v.reference}`,
      lines: (v) => [
        `Vous rechargez à la borne ${v.evseLabel}, ${v.place}.`,
        "Suivez la recharge ici :",
        v.url,
        `Une question ? ${v.seller} : ${v.supportPhone}`,
      ],
    },
    receipt: {
      subject: (v) => `Votre reçu ${v.number}`,
      lines: (v) => [
        `Merci d’avoir rechargé à la borne ${v.evseLabel}, ${v.place}.`,
        "Votre reçu est joint. Il reste disponible ici :",
        v.url,
        `Une question ? ${v.seller} : ${v.supportPhone}`,
      ],
    },
  },
};

/** Subject and plain text of a mail in the session's language; English for an unknown one. */
export function mailText(
  locale: string,
  kind: MailKind,
  values: MailValues,
): { subject: string; text: string } {
  const known = LOCALES.find((candidate) => candidate === locale) ?? "en";
  const template = TEMPLATES[known][kind];
  return { subject: template.subject(values), text: `${template.lines(values).join("\n\n")}\n` };
}
