import Link from "next/link";
import { notFound } from "next/navigation";
import { amount, duration, energy } from "@/components/admin/format";
import { Facts, PageHead, Pairs } from "@/components/admin/page-parts";
import { Time } from "@/components/admin/time";
import { Raw } from "@/components/admin/timeline";
import { Card } from "@/components/ui/card";
import { readCdr } from "@/lib/billing/admin.queries";
import { adminPage, uuidParam } from "../../../_guard/admin-page";

export default adminPage("cdr.read", async ({ context, scope, zone }, route) => {
  const id = uuidParam(route);
  const cdr = id && (await readCdr(context, scope, id));
  if (!cdr) notFound();
  const { session, currency } = cdr;
  const payment = session.payment;
  const differs = payment?.state === "CAPTURED" && payment.capturedMinor !== cdr.chargedMinor;
  return (
    <>
      <PageHead
        back={{ href: "/admin/cdrs", label: "CDRs" }}
        title={<span className="tabular">{cdr.number}</span>}
        detail="Immutable; a correction is a credit CDR and a new one."
      />
      <Facts
        facts={[
          { label: "Charged", value: amount(cdr.chargedMinor, currency), strong: true },
          { label: "Price", value: amount(cdr.grossMinor, currency), strong: true },
          { label: "Net", value: amount(cdr.netMinor, currency), strong: true },
          { label: "VAT", value: amount(cdr.taxMinor, currency), strong: true },
          { label: "Energy", value: energy(cdr.energyWh), strong: true },
          { label: "Duration", value: duration(cdr.startedAt, cdr.endedAt), strong: true },
        ]}
      />
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-2">
        <Card title="Facts">
          <Pairs
            pairs={[
              [
                "Session",
                <Link
                  key="s"
                  className="underline decoration-line underline-offset-2"
                  href={`/admin/sessions/${session.id}`}
                >
                  {session.reference}
                </Link>,
              ],
              ["Charger", `${session.evse.label}, ${session.evse.evseId}`],
              ["Location", session.evse.location.name],
              [
                "Began, there",
                <Time key="b" at={cdr.startedAt} zone={session.timeZone} style="second" named />,
              ],
              ["Began, yours", <Time key="y" at={cdr.startedAt} zone={zone} style="second" named />],
              [
                "Ended, there",
                <Time key="e" at={cdr.endedAt} zone={session.timeZone} style="second" named />,
              ],
              ["Above the limit, written off", amount(cdr.grossMinor - cdr.chargedMinor, currency)],
              [
                "Captured",
                <span key="c" className={differs ? "font-medium text-red" : ""}>
                  {payment ? amount(payment.capturedMinor, currency) : "–"}
                  {differs ? ", differs from the charge" : ""}
                </span>,
              ],
              [
                "Tariff version",
                <code key="t" className="text-xs">
                  {cdr.tariffHash.slice(0, 16)}
                </code>,
              ],
            ]}
          />
        </Card>
        <Card title="Content">
          <p className="text-sm text-muted">Lines, tax and explanation as they were computed and frozen.</p>
          <Raw text={JSON.stringify(cdr.content)} label="Show the priced session" />
        </Card>
      </div>
    </>
  );
});
