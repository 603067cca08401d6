import { ActDialog } from "@/components/admin/act-dialog";
import { SelectField } from "@/components/admin/act-form";
import { Card } from "@/components/ui/card";
import { SUBSCRIPTION_MACHINE } from "@/lib/subscriptions/subscription.model";
import type { SubscriptionDetail } from "@/lib/subscriptions/subscription.queries";
import { addOperator, removeOperator } from "./actions";

interface OperatorsProps {
  readonly found: SubscriptionDetail;
  /** Operators of this mode. */
  readonly candidates: readonly { readonly id: string; readonly name: string }[];
  readonly mayWrite: boolean;
}

/** The operators whose chargers the partner sees. */
export function Operators({ found, candidates, mayWrite }: OperatorsProps) {
  const present = found.cpos.map(({ cpoId }) => cpoId);
  const addable = candidates.filter(({ id }) => !present.includes(id));
  const mayChange = mayWrite && !SUBSCRIPTION_MACHINE.final.includes(found.state);
  return (
    <Card
      title="Operators"
      flush
      aside={
        mayChange && addable.length > 0 ? (
          <ActDialog
            label="Add"
            title="Add an operator"
            consequence="Its public chargers and wholesale prices are shown to the partner at once. No new handshake is needed."
            confirm="Add"
            action={addOperator}
            values={{ id: found.id }}
          >
            <SelectField
              name="cpoId"
              label="Operator"
              options={addable.map(({ id, name }) => [id, name] as const)}
            />
          </ActDialog>
        ) : null
      }
    >
      <ul className="divide-y divide-line text-sm">
        {found.cpos.map(({ cpo }) => (
          <li key={cpo.id} className="flex min-h-10 items-center justify-between gap-3 px-4 py-1.5">
            <span className="min-w-0">
              {cpo.name}{" "}
              <span className="tabular text-[13px] text-muted">{`${cpo.countryCode}*${cpo.partyId}`}</span>
            </span>
            {mayChange && found.cpos.length > 1 ? (
              <ActDialog
                label="Remove"
                tone="quiet"
                title={`Remove ${cpo.name}?`}
                consequence="The partner no longer sees its chargers and can not start there. Sessions that run are settled."
                confirm="Remove"
                action={removeOperator}
                values={{ id: found.id, cpoId: cpo.id }}
              />
            ) : null}
          </li>
        ))}
      </ul>
    </Card>
  );
}
