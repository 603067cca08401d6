import { Pairs } from "@/components/admin/page-parts";
import { MODULE_WORDS } from "@/components/admin/subscriptions/words";
import { Card } from "@/components/ui/card";
import type { SubscriptionDetail } from "@/lib/subscriptions/subscription.queries";

/** What was asked for and agreed, with the people to ask. */
export function Agreement({ found }: { readonly found: SubscriptionDetail }) {
  const contact = [found.contactName, found.contactPhone].filter(Boolean).join(", ");
  return (
    <Card title="Agreement">
      <Pairs
        pairs={[
          ["Role", found.peerRole],
          [
            "Modules",
            <span
              key="modules"
              title={found.modules.map((name) => `${name}: ${MODULE_WORDS[name] ?? ""}`).join("\n")}
            >
              {found.modules.join(", ") || "–"}
            </span>,
          ],
          ["Direct Payment (2.2.1)", found.directPayment ? "on" : "off"],
          ["VAT for 2.1.1", found.vatPercent ? `${found.vatPercent.toString()} %` : "–"],
          ["Versions address", found.peerVersionsUrl ?? "–"],
          ["Contact", contact || "–"],
          [
            "E-mail",
            found.contactEmail ? (
              <a
                key="mail"
                className="underline decoration-line underline-offset-2"
                href={`mailto:${found.contactEmail}`}
              >
                {found.contactEmail}
              </a>
            ) : (
              "–"
            ),
          ],
        ]}
      />
      {found.note ? (
        <p className="mt-3 rounded-lg bg-sunken p-3 text-sm whitespace-pre-wrap">{found.note}</p>
      ) : null}
    </Card>
  );
}
