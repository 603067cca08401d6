import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import { listEvsesOfCpo, readVatLevels } from "@/lib/pricing/prices.queries";
import { withVat } from "@/lib/pricing/retail-tariff.rules";
import { type Tariff, tariffSchema } from "@/lib/pricing/tariff.model";
import { BAND_FIELDS, BANDS_MAX, FORM_FIELDS } from "@/lib/pricing/tariff-form.model";
import { tariffOfForm } from "@/lib/pricing/tariff-form.rules";
import type { CpoRow } from "@/lib/tenants/tenants.queries";
import type { Admin } from "../../_guard/open-admin";

const short = z.string().max(200);
const bands = Array.from({ length: BANDS_MAX }, (_, i) => BAND_FIELDS.map((name) => `${name}${i}`)).flat();

/** The longest tariff that may be pasted, in characters. */
export const JSON_MAX = 200_000;

const wholeMinutes = (max: number) =>
  z
    .string()
    .trim()
    .regex(/^\d{1,5}$/, "Type whole minutes.")
    .transform(Number)
    .refine((minutes) => minutes <= max, `At most ${max}.`);

/** Every field of the editor; which of the price's own fields count depends on `mode`. */
export const draftForm = z.strictObject({
  ...(Object.fromEntries([...FORM_FIELDS, ...bands].map((name) => [name, short.optional()])) as Record<
    string,
    z.ZodOptional<typeof short>
  >),
  cpoId: z.uuid(),
  kind: z.enum(["RETAIL", "WHOLESALE"]),
  expectedHash: z.union([z.literal(""), z.string().regex(/^[0-9a-f]{64}$/)]),
  code: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,35}$/, "Use letters, digits and dashes, at most 36."),
  name: z.string().trim().min(1, "Give it a name.").max(120),
  note: z.string().trim().max(200),
  mode: z.enum(["form", "json"]),
  json: z.string().max(JSON_MAX).optional(),
  charger: z.union([z.literal("AC"), z.literal("DC"), z.uuid()]),
  tryKwh: z
    .string()
    .trim()
    .transform((typed) => typed.replace(",", "."))
    .refine((typed) => /^\d{1,3}(\.\d{1,3})?$/.test(typed), "Type a number of kWh."),
  tryMinutes: wholeMinutes(1440),
  tryStart: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "Type a time."),
  tryIdle: wholeMinutes(1440),
});
export type Draft = z.infer<typeof draftForm>;

export function faultsToError(faults: Readonly<Record<string, string>>): z.ZodError {
  const issues = Object.entries(faults).map(([name, message]) => ({
    code: "custom" as const,
    path: [name],
    message,
    input: undefined,
  }));
  return new z.ZodError(issues);
}

export function tariffOfJson(text: string): Tariff {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw faultsToError({ json: "This is not JSON." });
  }
  const parsed = tariffSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new z.ZodError(parsed.error.issues.map((issue) => ({ ...issue, path: ["json", ...issue.path] })));
}

/** The tariff that a draft describes. Throws a `ZodError` that names the fields. */
export function tariffOfDraft(draft: Draft, currency: string): Tariff {
  if (draft.mode === "form") {
    const fields = Object.entries(draft).flatMap(([name, value]) =>
      typeof value === "string" ? [[name, value] as const] : [],
    );
    const reading = tariffOfForm(Object.fromEntries(fields), currency);
    if (!reading.ok) throw faultsToError(reading.faults);
    return reading.tariff;
  }
  const tariff = tariffOfJson(draft.json ?? "");
  if (tariff.currency !== currency)
    throw faultsToError({ "json.currency": `The operator sells in ${currency}; nothing is converted.` });
  return tariff;
}

/**
 * The tariff as drivers meet it: with the rates of tax that its operator has for what it leaves open. The page, the terminal
 * and the receipt complete it in the same way.
 */
export async function asSold(admin: Admin, cpoId: string, tariff: Tariff): Promise<Tariff> {
  return withVat(tariff, await readVatLevels(admin.context, admin.scope, cpoId));
}

/** The operator of a form when it is in the scope; throws "cpo_unknown" otherwise. */
export function cpoInScope(admin: Admin, cpoId: string): CpoRow {
  const cpo = admin.client.cpos.find(({ id }) => id === cpoId);
  if (!cpo || !admin.scope.cpoIds.includes(cpo.id))
    throw new AppError("not_found", "cpo_unknown", "the operator is not in the scope");
  return cpo;
}

/** Where the price is looked at. */
export interface Place {
  readonly id: string;
  readonly label: string;
  readonly currentType: "AC" | "DC";
  readonly maxPowerW: number;
  readonly timeZone: string;
  readonly country: string;
  readonly deployedOn: Date;
  readonly eichrecht: boolean;
  readonly timeApproval: string | null;
}

/** The operator's chargers, and one of each usual kind for an operator who has none yet. */
export async function placesOf(admin: Admin, cpo: CpoRow): Promise<Place[]> {
  const evses = await listEvsesOfCpo(admin.context, admin.scope, cpo.id);
  const zone = evses[0]?.location.timeZone ?? admin.zone;
  const usual = (id: "AC" | "DC", maxPowerW: number): Place => ({
    id,
    label: `Any ${id} charger of ${maxPowerW / 1000} kW`,
    currentType: id,
    maxPowerW,
    timeZone: zone,
    country: cpo.country,
    deployedOn: admin.now,
    eichrecht: false,
    timeApproval: null,
  });
  return [
    usual("AC", 22_000),
    usual("DC", 150_000),
    ...evses.map(({ id, label, location, ...facts }) => ({
      id,
      label: `${label}, ${location.name}, ${facts.maxPowerW / 1000} kW`,
      timeZone: location.timeZone,
      country: location.country,
      ...facts,
    })),
  ];
}
