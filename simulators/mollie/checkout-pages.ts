import { type Money, minorDigits } from "@/lib/core/money";
import { DECLINE_REASONS, MEANS, type PayWith } from "./catalogue.model";
import { type Html, html } from "./html";
import type { PaymentRecord } from "./payment.model";
import { asksForHold, offeredMeans } from "./payment.rules";
import type { Settings } from "./settings.model";
import type { Texts } from "./texts.model";
import { failureText, fill, textsFor } from "./texts.rules";

/** The amount as the payer's language writes it. */
export function showAmount(amount: Money, locale: string): string {
  const format = new Intl.NumberFormat(locale.replace("_", "-"), {
    style: "currency",
    currency: amount.currency,
  });
  return format.format(amount.minor / 10 ** minorDigits(amount.currency));
}

/** A whole document. */
export function page(lang: string, title: string, banner: string, main: Html): Html {
  return html`<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="stylesheet" href="/checkout/style.css">
</head>
<body>
<header class="banner">${banner}</header>
${main}
</body>
</html>
`;
}

/** A button whose name is the label alone; the hint is read as its description. */
function choice(value: string, testId: string, label: string, style = "", hint: string | null = null): Html {
  const id = `b-${testId}`;
  return html`<button type="submit" name="choice" value="${value}" class="${style}" data-testid="${testId}"${
    hint === null ? html`` : html` aria-labelledby="${id}" aria-describedby="${id}-hint"`
  }><span id="${id}">${label}</span>${hint === null ? null : html`<span class="hint" id="${id}-hint">${hint}</span>`}</button>`;
}

function payButton(payWith: PayWith, texts: Texts): Html {
  const { name, wallet, card } = MEANS[payWith];
  if (wallet !== null) return choice(payWith, `pay-${payWith}`, name, "wallet");
  const hint = card === null ? null : fill(texts.testCard, { digits: card.lastFour });
  return choice(payWith, `pay-${payWith}`, fill(texts.payWith, { name }), "", hint);
}

function group(title: string, means: readonly PayWith[], texts: Texts): Html | null {
  return means.length === 0
    ? null
    : html`<h2>${title}</h2>${means.map((payWith) => payButton(payWith, texts))}`;
}

function head(payment: PaymentRecord, merchant: string, title: string, texts: Texts): Html {
  return html`<h1>${title}</h1>
<p class="amount" data-testid="amount">${showAmount(payment.amount, payment.locale)}</p>
<p class="note">${asksForHold(payment) ? texts.reserved : texts.charged}</p>
<dl class="facts">
<div><dt>${texts.to}</dt><dd>${merchant}</dd></div>
<div><dt>${texts.purpose}</dt><dd>${payment.description}</dd></div>
</dl>`;
}

function outcomes(texts: Texts): Html {
  const declines = DECLINE_REASONS.map((reason) =>
    choice(`decline:${reason}`, `decline-${reason}`, fill(texts.decline, { reason: texts.reasons[reason] })),
  );
  return html`<section class="outcomes" aria-labelledby="outcomes">
<h2 id="outcomes">${texts.outcomesTitle}</h2>
<p>${texts.outcomesHelp}</p>
<div class="rows">
${choice("expire", "expire", texts.expire)}${choice("fail", "fail", texts.endAsFailed)}${declines}
</div>
</section>`;
}

/** Method choice; on `credit-card` only the cards. */
export function choicePage(payment: PaymentRecord, merchant: string, settings: Settings): Html {
  const texts = textsFor(payment.locale);
  const offered = offeredMeans(payment, settings);
  const wallets = offered.filter((payWith) => MEANS[payWith].wallet !== null);
  const cards = offered.filter((payWith) => MEANS[payWith].challenge);
  const banks = offered.filter((payWith) => MEANS[payWith].card === null);
  const declined = payment.lastDecline === null ? null : failureText(payment.lastDecline, payment.locale);
  const main = html`<main>
${declined === null ? null : html`<p class="alert" role="alert" data-testid="declined">${declined}</p>`}
${head(payment, merchant, texts.chooseTitle, texts)}
<form method="post">
${group(texts.wallets, wallets, texts)}
${group(texts.cards, cards, texts)}
${group(texts.banks, banks, texts)}
${offered.length === 0 ? html`<p class="alert">${texts.noMethods}</p>` : null}
<div class="gap"></div>
${choice("cancel", "cancel", texts.cancel, "quiet")}
${outcomes(texts)}
</form>
</main>`;
  return page(texts.lang, texts.chooseTitle, texts.banner, main);
}

/** The 3-D Secure step. */
export function challengePage(payment: PaymentRecord, merchant: string, payWith: PayWith): Html {
  const texts = textsFor(payment.locale);
  const { card, name } = MEANS[payWith];
  const text = fill(texts.challengeText, {
    amount: showAmount(payment.amount, payment.locale),
    merchant,
    card: card === null ? name : `${card.label} •••• ${card.lastFour}`,
  });
  const main = html`<main>
${head(payment, merchant, texts.challengeTitle, texts)}
<p>${text}</p>
<form method="post">
${choice("approve", "3ds-approve", texts.approve, "primary")}
${choice("refuse", "3ds-refuse", texts.refuse, "quiet")}
${choice("abandon", "3ds-abandon", texts.abandon, "quiet")}
</form>
</main>`;
  return page(texts.lang, texts.challengeTitle, texts.banner, main);
}

/** For an address that belongs to no payment. */
export function unknownPage(locale: string): Html {
  const texts = textsFor(locale);
  const main = html`<main><h1>${texts.unknownTitle}</h1><p>${texts.unknownText}</p></main>`;
  return page(texts.lang, texts.unknownTitle, texts.banner, main);
}
