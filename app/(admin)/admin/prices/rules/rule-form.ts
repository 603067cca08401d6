import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import { instantsOfWall, localTime } from "@/lib/core/time";
import type { RuleDetail } from "@/lib/pricing/billing-rules.queries";
import { type RuleDraft, ruleDraftSchema } from "@/lib/pricing/rule-draft.model";
import { emptyIsNull } from "../../../_guard/fields";
import type { Admin } from "../../../_guard/open-admin";

const short = z.string().max(200);
/** As many as the form offers (components/admin/prices/rule-fields). */
const WINDOWS_MAX = 6;
const numbers = Array.from({ length: WINDOWS_MAX }, (_, i) => i);
const windowNames = numbers.flatMap((i) => [`windowDays${i}`, `windowFrom${i}`, `windowTo${i}`]);

/** Every field of the rule form. */
export const ruleForm = z.strictObject({
  ...(Object.fromEntries(windowNames.map((name) => [name, short.optional()])) as Record<
    string,
    z.ZodOptional<typeof short>
  >),
  ruleId: z.union([z.literal(""), z.uuid()]),
  expectedNumber: z.coerce.number().int().min(0),
  name: short,
  cpoId: short,
  channel: short,
  tariffCode: short,
  locationGroupId: short,
  evseId: short,
  validFrom: short,
  validTo: short,
  kind: z.enum(["FIXED", "WHOLESALE_FACTOR"]),
  tariffId: short.optional(),
  factor: short.optional(),
  justification: z.string().max(2000),
  note: short,
});
export type RuleForm = z.infer<typeof ruleForm>;

function fault(name: string, message: string): never {
  throw new z.ZodError([{ code: "custom", path: [name], message, input: undefined }]);
}

/** The instant of a wall clock such as "2026-03-01T08:00" in the person's zone; in a gap of the clock, the moment after it. */
function instantOf(text: string, zone: string, name: string): Date {
  const wall = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text) ? Date.parse(`${text}:00Z`) : Number.NaN;
  if (Number.isNaN(wall)) return fault(name, "Choose a day and a time.");
  for (let later = 0; later <= 120; later += 15) {
    const [first] = instantsOfWall(zone, wall + later * 60_000);
    if (first !== undefined) return new Date(first);
  }
  return fault(name, "This time does not exist there.");
}

/** The instant that the field says; the stored one where it was not touched, for the field knows no seconds. */
function keptOr(stored: Date | null | undefined, text: string, zone: string, name: string): Date {
  return stored && text === wallOf(stored, zone) ? stored : instantOf(text, zone, name);
}

/** The rule that the form describes; `stored` is the rule as it is. Throws a `ZodError` that names the fields. */
export function draftOfForm(form: RuleForm, zone: string, stored: RuleDetail | null): RuleDraft {
  const texts: Readonly<Record<string, unknown>> = form;
  const windows = numbers.flatMap((i) => {
    const days = texts[`windowDays${i}`];
    if (days === undefined) return [];
    if (days === "") return fault(`windowDays${i}`, "Choose at least one day.");
    return [{ days: String(days).split(","), start: texts[`windowFrom${i}`], end: texts[`windowTo${i}`] }];
  });
  const factor = (form.factor ?? "").trim().replace(",", ".");
  const parsed = ruleDraftSchema.safeParse({
    name: form.name,
    cpoId: emptyIsNull(form.cpoId),
    locationGroupId: emptyIsNull(form.locationGroupId),
    evseId: emptyIsNull(form.evseId),
    channel: emptyIsNull(form.channel),
    tariffCode: emptyIsNull(form.tariffCode),
    validFrom: keptOr(stored?.validFrom, form.validFrom, zone, "validFrom"),
    validTo: form.validTo === "" ? null : keptOr(stored?.validTo, form.validTo, zone, "validTo"),
    windows: windows.length === 0 ? null : windows,
    price:
      form.kind === "FIXED"
        ? { kind: "FIXED", tariffId: form.tariffId ?? "" }
        : { kind: "WHOLESALE_FACTOR", factor },
    justification: emptyIsNull(form.justification),
  });
  if (parsed.success) return parsed.data;
  throw new z.ZodError(parsed.error.issues.map((issue) => ({ ...issue, path: [fieldOf(issue.path)] })));
}

/** The field of the form that holds a member of the draft. */
function fieldOf(path: readonly PropertyKey[]): string {
  const [member, index, part] = path;
  if (member === "price") return String(index);
  if (member !== "windows") return String(member);
  const name = part === "start" ? "From" : part === "end" ? "To" : "Days";
  return `window${name}${String(index ?? 0)}`;
}

/** Refuses operators that are not shown; a rule for all operators concerns the test and the live ones alike. */
export function refuseForeign({ scope }: Admin, draft: RuleDraft): void {
  if (draft.cpoId !== null && !scope.cpoIds.includes(draft.cpoId))
    throw new AppError("not_found", "cpo_unknown", "the operator is not in the scope");
}

/** "2026-03-01T08:00" on the person's clock. */
export function wallOf(at: Date, zone: string): string {
  const { date, minuteOfDay } = localTime(zone, at);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date}T${two(Math.floor(minuteOfDay / 60))}:${two(minuteOfDay % 60)}`;
}

/** A stored rule as the texts of the form. */
export function formOfRule(rule: RuleDetail, zone: string): Record<string, string> {
  const windows = (rule.windows ?? []) as { days: string[]; start: string; end: string }[];
  return {
    name: rule.name,
    cpoId: rule.cpoId ?? "",
    channel: rule.channel ?? "",
    tariffCode: rule.tariffCode ?? "",
    locationGroupId: rule.locationGroupId ?? "",
    evseId: rule.evseId ?? "",
    validFrom: wallOf(rule.validFrom, zone),
    validTo: rule.validTo ? wallOf(rule.validTo, zone) : "",
    kind: rule.kind,
    tariffId: rule.tariffId ?? "",
    factor: rule.factor?.toString() ?? "1",
    justification: rule.justification ?? "",
    ...Object.fromEntries(
      windows.flatMap(({ days, start, end }, i) => [
        [`windowDays${i}`, days.join(",")],
        [`windowFrom${i}`, start],
        [`windowTo${i}`, end],
      ]),
    ),
  };
}
