import type { ReactNode } from "react";

/** What a form hears back from its act. `content` is what the server has rendered for it. `fields` names faults. */
export type ActionAnswer =
  | { readonly ok: true; readonly message: string; readonly content?: ReactNode }
  | { readonly ok: false; readonly message: string; readonly fields: Readonly<Record<string, string>> };

/** A server action as forms call it. */
export type AdminAction = (previous: ActionAnswer | null, form: FormData) => Promise<ActionAnswer>;
