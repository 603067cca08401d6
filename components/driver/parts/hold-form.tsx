import type { ScanView } from "@/lib/sessions/driver-view.model";
import { Icon } from "../icons";
import { link, type Ui } from "../ui";

export type ReadyView = Extract<ScanView, { state: "READY_PLUG_FIRST" | "READY_PAY_FIRST" }>;

interface HoldProps {
  readonly ui: Ui;
  readonly view: ReadyView;
}

/**
 * The page's own rules: only the amount of the chosen limit is shown, on the button and in the text beside it. So the button
 * names the amount that the bank will be asked for, to the cent and without scripts (LAW-44, LAW-51).
 */
export function holdCss(view: ReadyView): string {
  const shown = view.holdOptions.map(
    ({ index }) => `body:has(#hold-${index}:checked) .amt-${index}{display:inline}`,
  );
  const fallback = `@supports not selector(:has(*)){.hold-text .amt-${view.defaultHoldIndex}{display:inline}}`;
  return view.holdOptions.length > 1 ? shown.join("") + fallback : ".amt{display:inline}";
}

/** Every amount, of which the stylesheet shows one. */
function Amounts({ ui, view }: HoldProps) {
  return view.holdOptions.map(({ index, minor }) => (
    <span key={index} className={`amt amt-${index}`}>
      {ui.f.moneyShort(minor, view.price.currency)}
    </span>
  ));
}

/** The driver's limit: as many presets as the CPO has, each with about how much energy it pays for (UX-10). */
export function HoldChoice({ ui, view }: HoldProps) {
  const { t, f } = ui;
  const only = view.holdOptions.length === 1;
  return (
    <section className="card" aria-labelledby="hold-title">
      <h2 id="hold-title">{t("hold.title")}</h2>
      <p className="m s">{t("hold.lead")}</p>
      {only ? null : (
        <fieldset className="holds">
          <legend className="vh">{t("hold.title")}</legend>
          {view.holdOptions.map(({ index, minor, approximateWh }) => (
            <label key={index}>
              <input
                type="radio"
                name="hold"
                value={index}
                id={`hold-${index}`}
                form="pay"
                defaultChecked={index === view.defaultHoldIndex}
              />
              <b>{f.moneyShort(minor, view.price.currency)}</b>
              {approximateWh === null ? null : (
                <small>{t("hold.option", { energy: f.energy(roundEnergy(approximateWh), 0) })}</small>
              )}
            </label>
          ))}
        </fieldset>
      )}
      <p className="hold-text">
        {t.rich("hold.text", {
          amount: "\u0000",
          b: () => (
            <b key="amount">
              <Amounts ui={ui} view={view} />
            </b>
          ),
        })}
      </p>
    </section>
  );
}

/** The button that obliges to pay, and what it says (LAW-44). It never stands where a start is not possible. */
export function PayForm({ ui, view }: HoldProps) {
  const { t, f } = ui;
  if (!view.payEnabled) {
    return (
      <div className="act">
        <a className="btn" href={link(ui, ui.path)}>
          <Icon name="plug" /> {t("scan.check_plug")}
        </a>
      </div>
    );
  }
  return (
    <form
      id="pay"
      className="act stack"
      method="post"
      action={link(ui, `/c/${view.code}/pay`)}
      data-once={t("hold.redirecting")}
    >
      <input type="hidden" name="quote" value={view.quoteId} />
      {view.holdOptions.length === 1 ? (
        <input type="hidden" name="hold" value={view.holdOptions[0]?.index} />
      ) : null}
      <button className={view.holdOptions.length > 1 ? "btn go pick" : "btn go"} type="submit">
        <span>
          <PayLabel ui={ui} view={view} />
        </span>
      </button>
      {view.holdOptions.length > 1
        ? view.holdOptions.map(({ index, minor }) => (
            <button key={index} className="btn go each" type="submit" name="choice" value={index}>
              {t("hold.button", { amount: f.moneyShort(minor, view.price.currency) })}
            </button>
          ))
        : null}
    </form>
  );
}

function PayLabel({ ui, view }: HoldProps) {
  if (view.price.isFree) return ui.t("hold.button_free");
  const [before, after] = ui.t("hold.button", { amount: "\u0000" }).split("\u0000");
  return (
    <>
      {before}
      <Amounts ui={ui} view={view} />
      {after}
    </>
  );
}

/** About means about: whole kWh, and tens above one hundred. */
function roundEnergy(wh: number): number {
  const step = wh >= 100_000 ? 10_000 : 1_000;
  return Math.max(step, Math.floor(wh / step) * step);
}
