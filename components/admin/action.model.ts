/** What a form hears back from its act. `fields` names faults by the name of the field. */
export type ActionAnswer =
  | { readonly ok: true; readonly message: string }
  | { readonly ok: false; readonly message: string; readonly fields: Readonly<Record<string, string>> };

/** A server action as forms call it. */
export type AdminAction = (previous: ActionAnswer | null, form: FormData) => Promise<ActionAnswer>;
