import Link from "next/link";
import { ActDialog } from "@/components/admin/act-dialog";
import { NoteField, SelectField, TextField } from "@/components/admin/act-form";
import { PricedTable } from "@/components/admin/bills/priced-table";
import { amount, duration, energy } from "@/components/admin/format";
import { Facts, PageHead, Pairs } from "@/components/admin/page-parts";
import { Status } from "@/components/admin/status";
import { Time } from "@/components/admin/time";
import { Card } from "@/components/ui/card";
import type { CdrDetail } from "@/lib/billing/cdr.queries";
import type { CdrContent } from "@/lib/billing/cdr-row.rules";
import { correctBill } from "../actions";
import { Advices, Family } from "./cdr-cards";
import { ValidationCard } from "./decisions";

interface CdrViewProps {
  readonly cdr: CdrDetail;
  readonly zone: string;
  readonly mayCorrect: boolean;
}

/** A charge detail record: both prices side by side with the reason of every line, its corrections, and the money. */
export function CdrView({ cdr, zone, mayCorrect }: CdrViewProps) {
  const { session, currency, family, advices, validation } = cdr;
  const { priced, wholesale } = cdr.content as unknown as Partial<CdrContent>;
  const stands = cdr.kind !== "CREDIT" && !family.some(({ creditsId }) => creditsId === cdr.id);
  return (
    <>
      <PageHead
        back={{ href: "/admin/cdrs", label: "CDRs" }}
        title={<span className="tabular">{cdr.number}</span>}
        badge={<Status of="cdr" state={cdr.kind} />}
        detail={
          stands
            ? "Never changed; a correction is a credit CDR and a new one."
            : cdr.kind === "CREDIT"
              ? "Takes another CDR back."
              : "Taken back by a credit CDR."
        }
        actions={mayCorrect && stands ? <Correct cdr={cdr} /> : null}
      />
      <Facts
        facts={[
          { label: "Charged", value: amount(cdr.chargedMinor, currency), strong: true },
          { label: "Price", value: amount(cdr.grossMinor, currency), strong: true },
          {
            label: "Wholesale",
            value: cdr.wholesaleGrossMinor === null ? "–" : amount(cdr.wholesaleGrossMinor, currency),
            strong: true,
          },
          { label: "VAT", value: amount(cdr.taxMinor, currency), strong: true },
          { label: "Energy", value: energy(cdr.energyWh), strong: true },
          { label: "Duration", value: duration(cdr.startedAt, cdr.endedAt), strong: true },
        ]}
      />
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-2">
        <Card title="Retail: what the driver pays">
          {priced ? (
            <PricedTable priced={priced} />
          ) : (
            <p className="text-sm text-muted">Written before lines were kept.</p>
          )}
        </Card>
        <Card title={session.subscription ? "Wholesale: what the provider gets" : "Wholesale"}>
          {wholesale ? (
            <PricedTable priced={wholesale} />
          ) : (
            <p className="text-sm text-muted">This charger had no wholesale price.</p>
          )}
        </Card>
        <FactsCard cdr={cdr} zone={zone} />
        <div className="flex flex-col gap-4">
          {family.length > 1 ? <Family family={family} current={cdr.id} zone={zone} /> : null}
          {session.subscription ? <Advices cdr={cdr} advices={advices} zone={zone} /> : null}
          {validation ? <ValidationCard validation={validation} zone={zone} /> : null}
        </div>
      </div>
    </>
  );
}

function FactsCard({ cdr, zone }: { readonly cdr: CdrDetail; readonly zone: string }) {
  const { session, currency } = cdr;
  const { payment } = session;
  const differs =
    cdr.kind === "ORIGINAL" && payment?.state === "CAPTURED" && payment.capturedMinor !== cdr.chargedMinor;
  const link = "underline decoration-line underline-offset-2";
  return (
    <Card title="Facts">
      <Pairs
        pairs={[
          [
            "Session",
            <Link key="s" className={link} href={`/admin/sessions/${session.id}`}>
              {session.reference}
            </Link>,
          ],
          ["Charger", `${session.evse.label}, ${session.evse.evseId}`],
          ["Location", session.evse.location.name],
          ["Began, there", <Time key="b" at={cdr.startedAt} zone={session.timeZone} style="second" named />],
          ["Began, yours", <Time key="y" at={cdr.startedAt} zone={zone} style="second" named />],
          ["Ended, there", <Time key="e" at={cdr.endedAt} zone={session.timeZone} style="second" named />],
          ["Above the limit, written off", amount(cdr.grossMinor - cdr.chargedMinor, currency)],
          ...(payment
            ? [
                [
                  "Captured",
                  <Link
                    key="c"
                    className={differs ? "font-medium text-red" : link}
                    href={`/admin/payments/${payment.id}`}
                  >
                    {amount(payment.capturedMinor, currency)}
                    {differs ? ", differs from the charge" : ""}
                  </Link>,
                ] as const,
              ]
            : []),
          ...(cdr.reason ? [["Reason", cdr.reason] as const] : []),
          [
            "Price version",
            <code key="t" className="text-xs">
              {cdr.tariffHash.slice(0, 16)}
            </code>,
          ],
          ...(cdr.wholesaleHash
            ? [
                [
                  "Wholesale version",
                  <code key="w" className="text-xs">
                    {cdr.wholesaleHash.slice(0, 16)}
                  </code>,
                ] as const,
              ]
            : []),
        ]}
      />
    </Card>
  );
}

const KINDS = [
  ["AMOUNT", "Charge a smaller amount"],
  ["READINGS", "Correct the registers"],
  ["TAKE_BACK", "Charge nothing"],
] as const;

function Correct({ cdr }: { readonly cdr: CdrDetail }) {
  const { session, currency } = cdr;
  return (
    <ActDialog
      label="Correct"
      tone="secondary"
      title="Correct this bill?"
      consequence="This CDR is credited, and a new one is written unless nothing is due. What a card has paid too much goes back to it; a provider gets both CDRs."
      confirm="Correct"
      action={correctBill}
      values={{ cdrId: cdr.id }}
    >
      <SelectField name="kind" label="How" options={KINDS} />
      <TextField
        name="amount"
        label={`New amount with VAT, ${currency}`}
        help={`For a smaller amount than ${amount(cdr.wholesaleGrossMinor ?? cdr.grossMinor, currency)}.`}
      />
      <TextField
        name="meterStart"
        label="Register at the start, kWh"
        help={`For corrected registers. Measured: ${energy(wattHours(session.meterStartWh))}.`}
      />
      <TextField
        name="meterStop"
        label="Register at the end, kWh"
        help={`Measured: ${energy(wattHours(session.meterStopWh))}.`}
      />
      <NoteField name="reason" label="Reason" help="The driver reads it on the credit note." />
    </ActDialog>
  );
}

const wattHours = (register: bigint | null): number | null => (register === null ? null : Number(register));
