import type { PriceComponentView } from "@/lib/pricing/display.model";
import type { PriceView } from "@/lib/sessions/driver-view.model";
import { conditionTexts, inLegalOrder, unitText, vatText } from "../price-text.rules";
import type { Ui } from "../ui";

interface PriceBlockProps {
  readonly ui: Ui;
  readonly price: PriceView;
  /** The live page repeats the prices without the large figure and the example. */
  readonly compact?: boolean;
}

/**
 * All prices before the start: in the legal order, gross, the one that applies now marked, with an example from the pricing
 * engine (AFIR Art. 5(4), LAW-12 to LAW-17, UX-8).
 */
export function PriceBlock({ ui, price, compact = false }: PriceBlockProps) {
  const { t, f } = ui;
  if (price.isFree) return <p className="big">{t("price.free")}</p>;
  const components = inLegalOrder(price.components);
  const large = compact
    ? undefined
    : (components.find((c) => c.kind === "ENERGY" && c.active) ?? components[0]);
  const rows = components.filter((component) => component !== large);
  const vat = vatText(ui, components);
  const { energyWh, minutes, grossMinor } = price.example;
  return (
    <section className="price" aria-labelledby="price-title">
      <h2 id="price-title" className="vh">
        {t("price.title")}
      </h2>
      {large ? <LargePrice ui={ui} price={price} component={large} /> : null}
      {rows.length > 0 ? (
        <ul className="rows">
          {rows.map((component) => (
            <PriceRow key={componentKey(component)} ui={ui} price={price} component={component} />
          ))}
        </ul>
      ) : null}
      {compact ? null : (
        <p className="eg">
          {t("price.example", {
            energy: f.energy(energyWh, energyWh % 1000 === 0 ? 0 : 2),
            minutes: f.duration(minutes),
            amount: f.money(grossMinor, price.currency),
          })}
        </p>
      )}
      <p className="s m">
        {vat ? `${t("price.vat_included", { percent: vat })} ` : ""}
        {price.minGrossMinor === null
          ? ""
          : `${t("price.minimum", { amount: f.money(price.minGrossMinor, price.currency) })} `}
        {price.maxGrossMinor === null
          ? ""
          : `${t("price.maximum", { amount: f.money(price.maxGrossMinor, price.currency) })} `}
        {t("price.fixed")}
      </p>
    </section>
  );
}

interface ComponentProps {
  readonly ui: Ui;
  readonly price: PriceView;
  readonly component: PriceComponentView;
}

function LargePrice({ ui, price, component }: ComponentProps) {
  const details = detailTexts(ui, price, component);
  return (
    <div>
      <p className="big">
        <b>{ui.f.unitPrice(component.amountGross, price.currency)}</b>{" "}
        <span>{unitText(ui, component.unit)}</span>
      </p>
      {details.length > 0 ? <p className="s m">{details.join(" · ")}</p> : null}
    </div>
  );
}

function PriceRow({ ui, price, component }: ComponentProps) {
  const { t, f } = ui;
  const details = detailTexts(ui, price, component);
  return (
    <li>
      <span>{label(ui, component)}</span>
      <b>
        <span>{f.unitPrice(component.amountGross, price.currency)}</span> {unitText(ui, component.unit)}
      </b>
      {details.length > 0 ? <small>{details.join(" · ")}</small> : null}
      {component.active && component.conditions !== null ? (
        <small>
          <span className="tag">{t("price.now")}</span>
        </small>
      ) : null}
    </li>
  );
}

function label({ t }: Ui, { labelKey }: PriceComponentView): string {
  return t.has(labelKey) ? t(labelKey) : t("price.title");
}

/** Conditions, grace and cap of the occupancy fee, and the next change when a session can reach it. */
function detailTexts(ui: Ui, price: PriceView, component: PriceComponentView): string[] {
  const { t, f } = ui;
  const { graceMinutes, capGrossMinor, nextChange, active } = component;
  const texts = conditionTexts(ui, component.conditions);
  const saysWhen = component.conditions?.startTime != null || component.conditions?.endTime != null;
  if (nextChange !== null && !saysWhen) {
    texts.push(t(active ? "price.until" : "price.later", { time: f.time(nextChange, price.timeZone) }));
  }
  if (graceMinutes !== null) texts.push(t("price.grace", { minutes: graceMinutes }));
  if (capGrossMinor !== null) texts.push(t("price.cap", { amount: f.money(capGrossMinor, price.currency) }));
  return texts;
}

/** Tells two prices of one kind apart: they differ in amount or condition. */
function componentKey({ labelKey, amountGross, conditions }: PriceComponentView): string {
  return `${labelKey} ${amountGross} ${JSON.stringify(conditions)}`;
}
