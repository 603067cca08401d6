import type { SessionView } from "@/lib/sessions/driver-view.model";
import { Icon } from "../icons";
import { liveTexts, liveUpdate, nearLimit, RING } from "../screen.rules";
import type { Ui } from "../ui";
import { Notice } from "./notice";
import { PriceBlock } from "./price-block";

interface LiveProps {
  readonly ui: Ui;
  readonly view: SessionView;
}

/** Energy, cost, power, limit and the time of the last reading (UX-19). */
export function LivePanel({ ui, view }: LiveProps) {
  const { t, f } = ui;
  const { live, price, place } = view;
  if (!live) return null;
  const texts = liveTexts(ui, view);
  const limit = f.moneyShort(live.ceilingMinor, price.currency);
  const near = nearLimit(view);
  return (
    <>
      {view.connectionLostSince ? (
        <Notice tone="wait">
          <p>{t("live.lost", { time: f.time(view.connectionLostSince, place.timeZone) })}</p>
        </Notice>
      ) : null}
      {near > 0 && live.endedAt === null ? (
        <Notice tone={near === 2 ? "bad" : "wait"}>
          <p>{t("live.near_limit", { amount: limit })}</p>
        </Notice>
      ) : null}
      <Ring view={view} ui={ui} texts={texts} />
      <dl className="stats">
        <Stat name={t("live.power")} text={texts.power} slot="power" />
        <Stat name={t("live.average")} text={texts.average} slot="average" />
        <Stat name={t("live.duration")} text={texts.duration} slot="duration" />
        {live.socPercent === null ? null : <Stat name={t("live.soc")} text={texts.soc} slot="soc" />}
      </dl>
      <p className="s m">
        {t("live.started", { time: f.time(live.startedAt, place.timeZone) })} ·{" "}
        <span data-t="reading">{texts.reading}</span>
      </p>
      <details className="card">
        <summary>
          <b>{t("live.prices")}</b> <Icon name="chevron" />
        </summary>
        <PriceBlock ui={ui} price={price} compact />
      </details>
    </>
  );
}

function Stat({
  name,
  text,
  slot,
}: {
  readonly name: string;
  readonly text: string | undefined;
  readonly slot: string;
}) {
  return (
    <div>
      <dt>{name}</dt>
      <dd data-t={slot}>{text}</dd>
    </div>
  );
}

function Ring({ ui, view, texts }: LiveProps & { readonly texts: Readonly<Record<string, string>> }) {
  const { t } = ui;
  if (!view.live) return null;
  return (
    <div className={view.state === "CHARGING" ? "ring" : "ring still"}>
      <svg viewBox="0 0 100 100" aria-hidden="true" focusable="false">
        <circle className="track" cx="50" cy="50" r="44" />
        <circle
          className="fill"
          data-ring=""
          cx="50"
          cy="50"
          r="44"
          strokeDasharray={RING.toFixed(1)}
          strokeDashoffset={liveUpdate(ui, view).r}
        />
      </svg>
      <div className="mid">
        <p>
          <b data-t="energy">{texts.energy}</b> <span className="u">kWh</span>
        </p>
        <p className="c">
          <span className="vh">{t("live.cost")}: </span>
          <span data-t="cost">{texts.cost}</span>
        </p>
        <p className="n">{t("live.cost_note")}</p>
        <p className="n">
          <span data-t="share">{texts.share}</span>
        </p>
      </div>
    </div>
  );
}

/** From when the occupancy fee runs, before it does (LAW-17). */
export function IdleFeeNotice({ ui, view }: LiveProps) {
  const { t, f } = ui;
  const at = view.live?.idleFeeStartsAt;
  const fee = view.price.components.find(({ kind }) => kind === "PARKING_TIME");
  if (!at || !fee || view.live?.endedAt) return null;
  const { currency, timeZone } = view.price;
  const price = f.unitPrice(fee.amountGross, currency);
  return (
    <Notice tone="wait" icon="clock">
      <p>
        <b>
          {at > ui.now
            ? t("live.idle_from", { time: f.time(at, timeZone), price })
            : t("live.idle_running", { time: f.time(at, timeZone) })}
        </b>
      </p>
      {fee.capGrossMinor === null ? null : (
        <p>{t("live.idle_cap", { amount: f.money(fee.capGrossMinor, currency) })}</p>
      )}
      {view.live && view.live.idlePrecisionS > 0 ? (
        <p>{t("price.idle_precision", { seconds: view.live.idlePrecisionS })}</p>
      ) : null}
      {at > ui.now ? <p className="count" data-until={at.getTime()} aria-hidden="true" hidden /> : null}
    </Notice>
  );
}
