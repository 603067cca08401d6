import { canonicalDecimalText, isDecimalText } from "@/lib/core/decimal";
import { fromDecimalString, minorDigits, toDecimalString } from "@/lib/core/money";
import type { Hours, SimpleTariffInput, TimeBand } from "./simple-tariff.rules";
import { simpleTariff } from "./simple-tariff.rules";
import type { PriceComponent, Tariff, TariffElement, TariffInput } from "./tariff.model";
import { tariffSchema } from "./tariff.model";
import { canonicalTariff } from "./tariff.rules";
import type { DaySet, TariffForm } from "./tariff-form.model";
import { BANDS_MAX, DAY_SETS, TEXT_LANGUAGES } from "./tariff-form.model";

export type FormReading =
  | { readonly ok: true; readonly tariff: Tariff }
  | { readonly ok: false; readonly faults: Readonly<Record<string, string>> };

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Reads fields and collects what is wrong with them, so that a person hears of all faults at once. */
class Fields {
  readonly faults: Record<string, string> = {};
  constructor(
    private readonly form: TariffForm,
    private readonly currency: string,
  ) {}

  text(name: string): string {
    return Object.hasOwn(this.form, name) ? (this.form[name] ?? "").trim() : "";
  }

  private fault(name: string, message: string): undefined {
    this.faults[name] ??= message;
    return undefined;
  }

  /** A decimal as people type it, with a point or a comma. */
  price(name: string, required = false): string | undefined {
    const typed = this.text(name).replace(",", ".");
    if (typed === "") return required ? this.fault(name, "This is needed.") : undefined;
    if (!isDecimalText(typed) || typed.startsWith("-"))
      return this.fault(name, "Type a plain number such as 0.59.");
    if (!/^\d{1,6}(\.\d{1,12})?$/.test(typed)) return this.fault(name, "This is not a believable price.");
    return canonicalDecimalText(typed);
  }

  percent(name: string): string {
    const typed = this.price(name, true) ?? "0";
    if (Number(typed) > 100 || !/^\d+(\.\d{1,4})?$/.test(typed))
      this.fault(name, "This is not a percentage.");
    return typed;
  }

  minor(name: string): number | undefined {
    const typed = this.price(name, true);
    if (typed === undefined) return undefined;
    const digits = minorDigits(this.currency);
    const [whole = "0", fraction = ""] = typed.split(".");
    if (fraction.length > digits) return this.fault(name, `An amount has at most ${digits} decimals.`);
    if (whole.length > 5) return this.fault(name, "This is not a believable amount.");
    const text = digits === 0 ? whole : `${whole}.${fraction.padEnd(digits, "0")}`;
    return fromDecimalString(text, this.currency).minor;
  }

  minutes(name: string): number {
    const typed = this.text(name);
    if (!/^\d{1,4}$/.test(typed) || Number(typed) > 1440) {
      this.fault(name, "Type whole minutes, at most 1440.");
      return 0;
    }
    return Number(typed);
  }

  hours(from: string, to: string, days: string): Hours | undefined {
    for (const name of [from, to]) {
      if (!CLOCK.test(this.text(name))) this.fault(name, "Type a time such as 22:00.");
    }
    const set = this.text(days);
    if (!Object.hasOwn(DAY_SETS, set)) return this.fault(days, "Choose one of the days.");
    const chosen = DAY_SETS[set as DaySet];
    const hours = { start: this.text(from), end: this.text(to) };
    return chosen.length === 0 ? hours : { ...hours, days: chosen };
  }
}

function optional<K extends string, V>(name: K, value: V | undefined): { readonly [key in K]?: V } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [key in K]?: V };
}

function readBands(fields: Fields): TimeBand[] {
  const bands: TimeBand[] = [];
  for (let i = 0; i < BANDS_MAX; i++) {
    const names = ["bandFrom", "bandTo", "bandPerKwh", "bandPerMinute"].map((name) => `${name}${i}`);
    if (names.every((name) => fields.text(name) === "")) continue;
    const hours = fields.hours(`bandFrom${i}`, `bandTo${i}`, `bandDays${i}`);
    const perKwh = fields.price(`bandPerKwh${i}`, true);
    const perMinute = fields.price(`bandPerMinute${i}`);
    if (hours && perKwh !== undefined) bands.push({ ...hours, perKwh, ...optional("perMinute", perMinute) });
  }
  return bands;
}

function readIdle(fields: Fields): SimpleTariffInput["idle"] {
  const perMinute = fields.price("idlePerMinute");
  if (perMinute === undefined) return undefined;
  const capMinor = fields.minor("idleCap");
  const graceMinutes = fields.minutes("idleGrace");
  const limited = ["idleFrom", "idleTo", "idleDays"].some((name) => fields.text(name) !== "");
  const hours = limited ? fields.hours("idleFrom", "idleTo", "idleDays") : undefined;
  return { perMinute, graceMinutes, capMinor: capMinor ?? 0, ...optional("hours", hours) };
}

/** What a terminal is told beside the prices: the hold to take, and a text in each language. */
function readTerminalFields(fields: Fields): Pick<TariffInput, "preauthorizeAmount" | "altTexts"> {
  const texts = Object.entries(TEXT_LANGUAGES).flatMap(([name, language]) => {
    const text = fields.text(name);
    return text === "" ? [] : [{ language, text }];
  });
  const preauthorizeAmount = fields.price("preauthorize");
  return {
    ...optional("preauthorizeAmount", preauthorizeAmount),
    ...(texts.length === 0 ? {} : { altTexts: texts }),
  };
}

/**
 * The tariff that the price form describes, or what is wrong with its fields, by their names. Takes anything: unknown fields are
 * ignored, and no text makes it throw.
 */
export function tariffOfForm(form: TariffForm, currency: string): FormReading {
  const fields = new Fields(form, currency);
  const gross = fields.text("taxIncluded") !== "NO";
  const limit = (text: string | undefined) =>
    text === undefined ? undefined : gross ? { gross: text } : { net: text };
  const minPrice = limit(fields.price("minPrice"));
  const maxPrice = limit(fields.price("maxPrice"));
  const timeBands = readBands(fields);
  const idle = readIdle(fields);
  const input = {
    currency,
    taxIncluded: gross,
    vatPercent: fields.percent("vatPercent"),
    perKwh: fields.price("perKwh", true) ?? "0",
    ...optional("perMinute", fields.price("perMinute")),
    ...optional("startFee", fields.price("startFee")),
    ...optional("idle", idle),
    ...(timeBands.length === 0 ? {} : { timeBands }),
  };
  const forTerminals = readTerminalFields(fields);
  if (Object.keys(fields.faults).length > 0) return { ok: false, faults: fields.faults };
  const tariff = {
    ...simpleTariff(input),
    ...optional("minPrice", minPrice),
    ...optional("maxPrice", maxPrice),
    ...forTerminals,
  };
  return { ok: true, tariff: tariffSchema.parse(tariff) };
}

function priceIn(components: readonly PriceComponent[], type: PriceComponent["type"]): string {
  return components.find((component) => component.type === type)?.price ?? "";
}

function hoursFields({ restrictions: r }: TariffElement, prefix: string, suffix = ""): TariffForm {
  const days = r?.dayOfWeek?.join() ?? "";
  const set = Object.entries(DAY_SETS).find(([, names]) => names.join() === days)?.[0] ?? "?";
  return {
    [`${prefix}From${suffix}`]: r?.startTime ?? "",
    [`${prefix}To${suffix}`]: r?.endTime ?? "",
    [`${prefix}Days${suffix}`]: set,
  };
}

function idleFields(tariff: Tariff, always: TariffElement, limited: TariffElement | undefined): TariffForm {
  const perMinute = priceIn((limited ?? always).components, "PARKING_TIME");
  if (perMinute === "") return {};
  const { graceMinutes = 0, capMinor = 0 } = tariff.occupancy ?? {};
  return {
    idlePerMinute: perMinute,
    idleGrace: String(graceMinutes),
    idleCap: toDecimalString({ minor: capMinor, currency: tariff.currency }),
    ...(limited === undefined ? {} : hoursFields(limited, "idle")),
  };
}

function textFields({ altTexts = [] }: Tariff): TariffForm {
  return Object.fromEntries(
    Object.entries(TEXT_LANGUAGES).map(([name, code]) => [
      name,
      altTexts.find(({ language }) => language === code)?.text ?? "",
    ]),
  );
}

/**
 * The form that describes this tariff; null when the form can not say all of it, so that the JSON editor must. Proved by the way
 * back: the form gives exactly this tariff again.
 */
export function formOfTariff(tariff: Tariff): TariffForm | null {
  const elements = [...tariff.elements];
  const always = elements.pop();
  if (always === undefined || elements.length > BANDS_MAX + 1) return null;
  const last = elements.at(-1);
  const onlyParking = last?.components.every(({ type }) => type === "PARKING_TIME") === true;
  const limited = onlyParking ? elements.pop() : undefined;
  const side = tariff.taxIncluded === "NO" ? "net" : "gross";
  const perMinute = priceIn(always.components, "TIME");
  const form: Record<string, string> = {
    taxIncluded: tariff.taxIncluded,
    vatPercent: always.components[0]?.vatPercent ?? "",
    perKwh: priceIn(always.components, "ENERGY"),
    perMinute,
    startFee: priceIn(always.components, "FLAT"),
    ...idleFields(tariff, always, limited),
    minPrice: tariff.minPrice?.[side] ?? "",
    maxPrice: tariff.maxPrice?.[side] ?? "",
    preauthorize: tariff.preauthorizeAmount ?? "",
    ...textFields(tariff),
  };
  elements.forEach((element, i) => {
    const own = priceIn(element.components, "TIME");
    Object.assign(form, hoursFields(element, "band", String(i)), {
      [`bandPerKwh${i}`]: priceIn(element.components, "ENERGY"),
      [`bandPerMinute${i}`]: own === perMinute ? "" : own,
    });
  });
  const back = tariffOfForm(form, tariff.currency);
  return back.ok && canonicalTariff(back.tariff) === canonicalTariff(tariff) ? form : null;
}
