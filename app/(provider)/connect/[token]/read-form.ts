import type { NextRequest } from "next/server";
import type { FormValues } from "@/components/provider/request-form";
import { AppError } from "@/lib/core/errors";
import type { RequestInput } from "@/lib/subscriptions/request.model";

/** Bytes of a form at most: a note of 2,000 characters, each written as nine, and the rest (SEC-62). */
const FORM_MAX = 32_768;

/** The body of our form. Throws `AppError` "form_unreadable" for another type and for more than 32 kB, unread. */
export async function readRequestForm(request: NextRequest): Promise<FormData> {
  const type = request.headers.get("content-type") ?? "";
  const length = Number(request.headers.get("content-length") ?? Number.NaN);
  if (!type.startsWith("application/x-www-form-urlencoded") || !(length <= FORM_MAX))
    throw new AppError("validation", "form_unreadable", "not one of our forms");
  return request.formData();
}

/** One field as text; PostgreSQL's text can not hold NUL. */
function field(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.replaceAll("\0", "") : "";
}

/** What was typed, to be shown again beside its faults. */
export function typedValues(form: FormData): FormValues {
  const text = (name: string) => field(form, name);
  return {
    countryCode: text("countryCode"),
    partyId: text("partyId"),
    prefix: text("prefix"),
    separator: text("separator"),
    version: text("version"),
    modules: form.getAll("modules").filter((value) => typeof value === "string"),
    peerRole: text("peerRole"),
    versionsUrl: text("versionsUrl"),
    hosts: text("hosts"),
    contactName: text("contactName"),
    contactEmail: text("contactEmail"),
    contactPhone: text("contactPhone"),
    note: text("note"),
  };
}

/** The form as the use-case takes it; it judges every value. */
export function requestOf(form: FormData): RequestInput {
  const values = typedValues(form);
  return {
    ...values,
    version: values.version as RequestInput["version"],
    modules: values.modules as RequestInput["modules"],
    peerRole: values.peerRole as RequestInput["peerRole"],
    hosts: values.hosts.split(/[\s,;]+/).filter((host) => host !== ""),
    // Browsers send line ends as two characters.
    note: values.note.replaceAll("\r\n", "\n"),
  };
}
