import { DriverPreview } from "@/components/admin/prices/driver-preview";
import { PREVIEW_CSS } from "@/components/admin/prices/preview-css";
import { PriceBlock } from "@/components/driver/parts/price-block";
import { createUi } from "@/components/driver/ui";
import { LOCALES, type Locale } from "@/lib/i18n/locale.model";
import type { Tariff } from "@/lib/pricing/tariff.model";
import { priceView } from "@/lib/sessions/price-view.rules";

const NAMES: Readonly<Record<Locale, string>> = {
  en: "English",
  nl: "Nederlands",
  de: "Deutsch",
  fr: "Français",
};

interface PricePreviewProps {
  readonly tariff: Tariff;
  readonly place: {
    readonly currentType: "AC" | "DC";
    readonly maxPowerW: number;
    readonly timeZone: string;
  };
  readonly now: Date;
}

/** The driver's own price block in every language, made by the same functions as the driver's page. */
export function PricePreview({ tariff, place, now }: PricePreviewProps) {
  const price = priceView(tariff, place, now);
  const blocks = LOCALES.map((locale) => {
    const ui = createUi({ locale, languageInUrl: false, path: "/", now });
    return { locale, name: NAMES[locale], block: <PriceBlock ui={ui} price={price} /> };
  });
  return <DriverPreview css={PREVIEW_CSS} blocks={blocks} />;
}
