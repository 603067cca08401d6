import { notFound } from "next/navigation";
import { ago } from "@/components/admin/format";
import { Facts, PageHead } from "@/components/admin/page-parts";
import { Status } from "@/components/admin/status";
import { StepLog } from "@/components/admin/subscriptions/step-log";
import { SubscriptionTabs } from "@/components/admin/subscriptions/tabs";
import { environmentWords } from "@/components/admin/subscriptions/words";
import { Time } from "@/components/admin/time";
import { Card } from "@/components/ui/card";
import { readReview } from "@/lib/subscriptions/read-review";
import { readSubscription } from "@/lib/subscriptions/subscription.queries";
import { may } from "@/lib/tenants/access.rules";
import { providerOf } from "@/lib/terminals/registry";
import { adminPage, uuidParam } from "../../../_guard/admin-page";
import { Acts } from "../acts";
import { Agreement } from "../agreement";
import { Credentials } from "../credentials";
import { Hosts } from "../hosts";
import { NextStep } from "../next-step";
import { Operators } from "../operators";
import { reviewPorts } from "../parts";

export default adminPage("subscription.read", async (admin, route) => {
  const { context, scope, zone, now, principal, client } = admin;
  const id = uuidParam(route);
  const found = id && (await readSubscription(context, scope, id));
  if (!found) notFound();
  const mayWrite = may(principal.role, "subscription.write");
  const isJudged = ["IN_REVIEW", "TEST_PASSED"].includes(found.state);
  const findings = isJudged
    ? await readReview(context, scope.clientId, found.id, reviewPorts(found.provider))
    : [];
  return (
    <>
      <PageHead
        back={{ href: "/admin/subscriptions", label: "Subscriptions" }}
        title={found.name}
        badge={<Status of="subscription" state={found.state} />}
        detail={`${providerOf(found.provider).name} · ${environmentWords(found.environment)}`}
        actions={mayWrite ? <Acts found={found} /> : null}
      />
      <SubscriptionTabs id={found.id} current="" />
      <Facts
        facts={[
          {
            label: "Party",
            value: found.partyId ? `${found.countryCode}*${found.partyId}` : "–",
            strong: true,
          },
          {
            label: "Tokens begin with",
            value: found.tokenPrefix ? `${found.tokenPrefix}${found.tokenSeparator}` : "–",
            strong: true,
          },
          { label: "OCPI", value: found.version ?? "to be agreed", strong: true },
          {
            label: "Partner's last call",
            value: found.lastInboundAt ? ago(found.lastInboundAt, now) : "never",
          },
          { label: "Our last call", value: found.lastOutboundAt ? ago(found.lastOutboundAt, now) : "never" },
          { label: "Live since", value: <Time at={found.liveAt} zone={zone} style="date" /> },
        ]}
      />
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[minmax(0,1fr)_26rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <NextStep
            found={found}
            findings={findings}
            liveCpos={client.cpos.filter(({ mode }) => mode === "LIVE")}
            mayWrite={mayWrite}
          />
          <Card title="What happened" flush>
            <StepLog steps={found.events} zone={zone} />
          </Card>
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Agreement found={found} />
          <Operators
            found={found}
            candidates={client.cpos.filter(({ mode }) => mode === scope.mode)}
            mayWrite={mayWrite}
          />
          <Hosts found={found} mayWrite={mayWrite} />
          <Credentials found={found} zone={zone} now={now} mayWrite={mayWrite} />
        </div>
      </div>
    </>
  );
});
