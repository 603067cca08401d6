import { CheckField } from "@/components/admin/subscriptions/check-field";
import { RevealForm } from "@/components/admin/subscriptions/reveal-form";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { judgeHost } from "@/lib/ocpi/partner/judge-host";
import { SUBSCRIPTION_MACHINE } from "@/lib/subscriptions/subscription.model";
import type { SubscriptionDetail } from "@/lib/subscriptions/subscription.queries";
import { setHosts } from "./actions";

/** The only hosts that we call for this connection, each approved by a person (SEC-40). */
export function Hosts({
  found,
  mayWrite,
}: {
  readonly found: SubscriptionDetail;
  readonly mayWrite: boolean;
}) {
  const { approvedHosts, proposedHosts } = found;
  const waiting = proposedHosts.filter((host) => judgeHost(host) === null);
  const refused = proposedHosts.filter((host) => judgeHost(host) !== null);
  const disabled = !mayWrite || SUBSCRIPTION_MACHINE.final.includes(found.state);
  return (
    <Card
      title="Hosts that we may call"
      aside={waiting.length > 0 ? <Badge tone="amber">{waiting.length} to approve</Badge> : null}
    >
      <p className="mb-3 text-[13px] text-muted">
        Requests and results go to these hosts and nowhere else, whatever address the partner names. Tick only
        what belongs to the partner.
      </p>
      <RevealForm
        key={[...approvedHosts, ...proposedHosts].join()}
        action={setHosts}
        values={{ id: found.id }}
        submit="Save the hosts"
        tone="secondary"
        disabled={disabled}
      >
        <div>
          {approvedHosts.map((host) => (
            <CheckField key={host} name={`host_${host}`} label={host} checked />
          ))}
          {waiting.map((host) => (
            <CheckField
              key={host}
              name={`host_${host}`}
              label={host}
              help="Named by the partner, not approved"
            />
          ))}
        </div>
        {refused.length > 0 ? (
          <p className="text-[13px] text-red">
            Never called, because it is no public host: {refused.join(", ")}
          </p>
        ) : null}
        <Field
          name="more"
          label="More hosts"
          help="Such as hook.provider.example:8443"
          autoComplete="off"
          spellCheck={false}
        />
      </RevealForm>
    </Card>
  );
}
