import { ActDialog } from "@/components/admin/act-dialog";
import { NoteField } from "@/components/admin/act-form";
import { SUBSCRIPTION_MACHINE } from "@/lib/subscriptions/subscription.model";
import type { SubscriptionDetail } from "@/lib/subscriptions/subscription.queries";
import { suspend } from "./actions";
import { terminate } from "./partner-actions";

/** Acts that close a connection, for now or for good; each names what it closes. */
export function Acts({ found }: { readonly found: SubscriptionDetail }) {
  if (SUBSCRIPTION_MACHINE.final.includes(found.state)) return null;
  const operators = found.cpos.map(({ cpo }) => cpo.name).join(", ");
  return (
    <>
      {found.state === "LIVE" ? (
        <ActDialog
          label="Suspend"
          title={`Suspend ${found.name}?`}
          consequence={`Nobody can start at its terminals for ${operators} until you open it again. Sessions that run are settled.`}
          confirm="Suspend"
          action={suspend}
          values={{ id: found.id }}
        >
          <NoteField name="reason" label="Why" />
        </ActDialog>
      ) : null}
      <ActDialog
        label="End"
        tone="danger"
        title={`End ${found.name} for good?`}
        consequence={`Every token dies at once and the partner is told. Its terminals stop working for ${operators}. Sessions that run are settled; the record stays.`}
        confirm="End the connection"
        action={terminate}
        values={{ id: found.id }}
      >
        <NoteField name="reason" label="Why" />
      </ActDialog>
    </>
  );
}
