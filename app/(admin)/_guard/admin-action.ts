import { refresh } from "next/cache";
import { unstable_rethrow } from "next/navigation";
import type { ReactNode } from "react";
import { z } from "zod";
import type { ActionAnswer, AdminAction } from "@/components/admin/action.model";
import { AppError } from "@/lib/core/errors";
import type { Permission } from "@/lib/tenants/access.model";
import { requirePermission } from "@/lib/tenants/access.rules";
import { recordAudit } from "@/lib/tenants/record-audit";
import { type Admin, openAdmin } from "./open-admin";
import { refusalWords } from "./refusal-words";

/** What a form may send at most; no form of the portal comes near it (SEC-62). */
const FIELDS_MAX = 60;
const VALUE_MAX = 4_000;

/** What an act answers with: a sentence, or a sentence with something rendered. */
type Outcome = string | { readonly message: string; readonly content: ReactNode };

/**
 * A server action that needs one permission and takes exactly the fields of its schema (SEC-59, SEC-62, SEC-65). `act`
 * returns the sentence that the person reads. `valueMax` is the longest value. Faults become words; unexpected ones a reference without details (SEC-67).
 */
export function adminAction<S extends z.ZodType>(
  permission: Permission,
  schema: S,
  act: (admin: Admin, input: z.infer<S>) => Promise<Outcome>,
  valueMax = VALUE_MAX,
): AdminAction {
  return async (_previous, form) => {
    const admin = await openAdmin();
    if (!admin) return refused("Your sign-in has ended. Sign in again in another tab, then repeat this.");
    try {
      requirePermission(admin.principal, permission);
      const outcome = await act(admin, schema.parse(readForm(form, valueMax)));
      refresh();
      return typeof outcome === "string" ? { ok: true, message: outcome } : { ok: true, ...outcome };
    } catch (error) {
      unstable_rethrow(error);
      return answerTo(admin, error);
    }
  };
}

function readForm(form: FormData, valueMax: number): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [name, value] of form.entries()) {
    // Next sends fields of its own beside ours.
    if (name.startsWith("$ACTION")) continue;
    if (typeof value !== "string" || value.length > valueMax || name in fields) {
      throw new AppError("validation", "form_malformed", "a form field is a file, too long or twice there");
    }
    fields[name] = value.replaceAll("\0", "");
  }
  if (Object.keys(fields).length > FIELDS_MAX) {
    throw new AppError("validation", "form_malformed", "too many form fields");
  }
  return fields;
}

function answerTo(admin: Admin, error: unknown): ActionAnswer {
  if (error instanceof z.ZodError) {
    const fields = Object.fromEntries(error.issues.map((issue) => [issue.path.join("."), issue.message]));
    return { ok: false, message: "Some of this can not be used; see beside the fields.", fields };
  }
  if (error instanceof AppError && error.kind !== "internal") return refused(refusalWords(error));
  const reference = admin.context.ids.next().slice(0, 8);
  admin.context.log.error({ err: error, reference }, "an act in the portal failed");
  return refused(`This did not work and nothing is known to have changed. Reference ${reference}.`);
}

function refused(message: string): ActionAnswer {
  return { ok: false, message, fields: {} };
}

/** Notes an act in the audit log, after a use-case that has a transaction of its own. */
export async function audit(
  admin: Admin,
  act: {
    readonly action: string;
    readonly objectType: string;
    readonly objectId: string;
    readonly reason?: string;
    readonly after?: Readonly<Record<string, string | number | boolean | null>>;
  },
): Promise<void> {
  const { clientId, userId, name } = admin.principal;
  await admin.context.db.withClient(clientId, (tx) =>
    recordAudit(tx, { ...act, clientId, at: admin.context.clock.now(), actor: { userId, name } }),
  );
}
