import { z } from "zod";
import type { WhatIfDraft, WhatIfQuestion } from "@/lib/billing/what-if.model";
import { AppError } from "@/lib/core/errors";
import { startOfLocalDay } from "@/lib/core/time";
import { factorSchema } from "@/lib/pricing/billing-rule.model";
import { scaleTariff } from "@/lib/pricing/retail-tariff.rules";
import { type Tariff, tariffSchema } from "@/lib/pricing/tariff.model";
import { tariffOfForm } from "@/lib/pricing/tariff-form.rules";
import { readTariffVersion } from "@/lib/pricing/tariff-versions.queries";
import type { Admin } from "../../../_guard/open-admin";
import { cpoInScope, faultsToError, JSON_MAX, tariffOfJson } from "../draft";

/** What the form of the what-if sends (SEC-62: bounded). */
export const wishSchema = z.strictObject({
  draft: z.enum(["own", "tariff", "form", "json"]),
  factor: z
    .string()
    .trim()
    .transform((typed) => typed.replace(",", "."))
    .pipe(factorSchema),
  side: z.enum(["RETAIL", "WHOLESALE"]),
  /** "<tariff id>" or "<tariff id>:<version>". */
  tariff: z
    .string()
    .regex(/^[0-9a-f-]{36}(:\d{1,6})?$/, "Choose a price.")
    .optional(),
  form: z.record(z.string().max(40), z.string().max(200)).optional(),
  json: z.string().max(JSON_MAX).optional(),
  cpo: z.uuid(),
  locations: z.array(z.uuid()).max(500),
  codes: z.array(z.string().max(64)).max(500),
  month: z.string().regex(/^20\d{2}-(0[1-9]|1[0-2])$/, "Choose a month."),
  withImported: z.boolean(),
});
export type WhatIfWish = z.infer<typeof wishSchema>;

/** The question that a form asks. Throws a `ZodError` that names the fields, or `AppError` "tariff_unknown". */
export async function questionOf(admin: Admin, wish: WhatIfWish): Promise<WhatIfQuestion> {
  const cpo = cpoInScope(admin, wish.cpo);
  const { draft, side } = await draftOf(admin, wish, cpo.currency);
  const [year = 0, month = 0] = wish.month.split("-").map(Number);
  const next = new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
  return {
    clientId: admin.principal.clientId,
    cpoIds: [cpo.id],
    locationIds: wish.locations.length === 0 ? null : wish.locations,
    codes: wish.codes.length === 0 ? null : wish.codes,
    from: startOfLocalDay(admin.zone, `${wish.month}-01`),
    to: startOfLocalDay(admin.zone, next),
    zone: admin.zone,
    currency: cpo.currency,
    side,
    draft,
    withImported: wish.withImported,
  };
}

type Drafted = Pick<WhatIfQuestion, "side"> & { readonly draft: WhatIfDraft };

async function draftOf(admin: Admin, wish: WhatIfWish, currency: string): Promise<Drafted> {
  const { factor, side } = wish;
  if (wish.draft === "own") return { side, draft: { kind: "OWN", factor } };
  const found = wish.draft === "tariff" ? await storedTariff(admin, wish.tariff ?? "") : null;
  const tariff =
    found?.tariff ?? (wish.draft === "form" ? formTariff(wish, currency) : tariffOfJson(wish.json ?? ""));
  if (tariff.currency !== currency)
    throw faultsToError({ currency: `The operator sells in ${currency}; nothing is converted.` });
  return { side: found?.side ?? side, draft: { kind: "TARIFF", tariff: scaleTariff(tariff, factor) } };
}

async function storedTariff(
  admin: Admin,
  choice: string,
): Promise<{ tariff: Tariff; side: WhatIfQuestion["side"] }> {
  const [id = "", version] = choice.split(":");
  const found = await readTariffVersion(
    admin.context,
    admin.scope,
    id,
    version === undefined ? null : Number(version),
  );
  if (!found) throw new AppError("not_found", "tariff_unknown", "no such version in the scope");
  return { tariff: tariffSchema.parse(found.content), side: found.kind };
}

function formTariff({ form }: WhatIfWish, currency: string): Tariff {
  const reading = tariffOfForm(form ?? {}, currency);
  if (!reading.ok) throw faultsToError(reading.faults);
  return reading.tariff;
}
