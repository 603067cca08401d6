import { Undo2 } from "lucide-react";
import Link from "next/link";
import { notFound } from "next/navigation";
import { ActDialog } from "@/components/admin/act-dialog";
import { NoteField, TextField } from "@/components/admin/act-form";
import { AutoRefresh } from "@/components/admin/auto-refresh";
import { amount, humanise } from "@/components/admin/format";
import { Empty, Facts, PageHead, Pairs } from "@/components/admin/page-parts";
import { Status } from "@/components/admin/status";
import { Time } from "@/components/admin/time";
import { Raw, Timeline } from "@/components/admin/timeline";
import { words } from "@/components/admin/words";
import { Card } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import { type PaymentDetail, readPayment } from "@/lib/billing/admin.queries";
import { toDecimalString } from "@/lib/core/money";
import { readTimeline } from "@/lib/sessions/admin-timeline.queries";
import { may, refundLimit } from "@/lib/tenants/access.rules";
import { parametersFor } from "@/lib/tenants/parameters.model";
import { adminPage, uuidParam } from "../../../_guard/admin-page";
import { refundPayment } from "../actions";

const MOVING = ["PENDING", "AUTHORISED", "CAPTURING", "RELEASING"];

export default adminPage("payment.read", async ({ context, scope, zone, principal, client }, route) => {
  const id = uuidParam(route);
  const payment = id && (await readPayment(context, scope, id));
  if (!payment) notFound();
  const withRaw = may(principal.role, "journal.read");
  const subject = { sessionId: null, paymentId: payment.id };
  const timeline = await readTimeline(context, scope, subject, withRaw);
  const cpo = client.cpos.find((candidate) => candidate.id === payment.cpoId);
  const limitMinor = cpo ? refundLimit(principal.role, parametersFor(cpo)) : 0;
  const leftMinor = payment.capturedMinor - payment.refundedMinor;
  const isRefundable = payment.state === "CAPTURED" && leftMinor > 0 && limitMinor > 0;
  const { currency } = payment;
  return (
    <>
      {MOVING.includes(payment.state) ? <AutoRefresh everyS={5} /> : null}
      <PageHead
        back={{ href: "/admin/payments", label: "Payments" }}
        title={<span className="tabular">{payment.pspPaymentId ?? payment.description}</span>}
        badge={<Status of="payment" state={payment.state} />}
        detail={payment.failureCode ? humanise(payment.failureCode) : undefined}
        actions={
          isRefundable ? (
            <RefundButton payment={payment} leftMinor={leftMinor} limitMinor={limitMinor} />
          ) : null
        }
      />
      <Facts
        facts={[
          { label: "Hold asked", value: amount(payment.holdMinor, currency), strong: true },
          { label: "Held", value: amount(payment.authorisedMinor, currency), strong: true },
          { label: "Captured", value: amount(payment.capturedMinor, currency), strong: true },
          { label: "Released", value: amount(payment.releasedMinor, currency), strong: true },
          { label: "Refunded", value: amount(payment.refundedMinor, currency), strong: true },
          {
            label: "Session",
            value: payment.session ? (
              <Link
                className="underline decoration-line underline-offset-2"
                href={`/admin/sessions/${payment.session.id}`}
              >
                {payment.session.reference}
              </Link>
            ) : (
              "–"
            ),
          },
        ]}
      />
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[minmax(0,1fr)_26rem]">
        <Card title="Timeline" flush>
          {timeline.length > 0 ? (
            <Timeline items={timeline} zone={zone} />
          ) : (
            <Empty title="Nothing has happened yet" />
          )}
        </Card>
        <Sides payment={payment} zone={zone} withRaw={withRaw} />
      </div>
    </>
  );
});

interface RefundButtonProps {
  readonly payment: PaymentDetail;
  readonly leftMinor: number;
  readonly limitMinor: number;
}

function RefundButton({ payment, leftMinor, limitMinor }: RefundButtonProps) {
  const { currency } = payment;
  const offeredMinor = Math.min(leftMinor, limitMinor);
  const last4 = payment.cardLast4 ? ` ending ${payment.cardLast4}` : "";
  return (
    <ActDialog
      label={
        <>
          <Icon icon={Undo2} size={14} /> Refund
        </>
      }
      tone="secondary"
      title="Refund this payment"
      consequence={`The money goes back to the card${last4} that paid. The driver sees the refund and its amount on the receipt page. At most ${amount(leftMinor, currency)} is left; your role may refund up to ${amount(limitMinor, currency)} at a time.`}
      confirm="Refund"
      action={refundPayment}
      values={{ paymentId: payment.id }}
    >
      <TextField
        name="amount"
        label={`Amount in ${currency}`}
        value={toDecimalString({ minor: offeredMinor, currency })}
        required
      />
      <NoteField name="reason" label="Reason" help="For your colleagues; the driver does not see it." />
    </ActDialog>
  );
}

interface SidesProps {
  readonly payment: PaymentDetail;
  readonly zone: string;
  readonly withRaw: boolean;
}

function Sides({ payment, zone, withRaw }: SidesProps) {
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <Card title="Facts">
        <Pairs
          pairs={[
            [
              "Paid with",
              payment.cardLast4
                ? `${payment.wallet ?? payment.cardBrand ?? "Card"} ending ${payment.cardLast4}`
                : "–",
            ],
            ["Method", payment.method ?? "–"],
            ["On the statement", payment.description],
            ["Account", `${humanise(payment.pspAccount.psp)}, key ··${payment.pspAccount.keyLast4}`],
            ["Created", <Time key="c" at={payment.createdAt} zone={zone} style="second" named />],
            ["Hold ends", <Time key="h" at={payment.captureBefore} zone={zone} />],
          ]}
        />
      </Card>
      {payment.refunds.length > 0 ? (
        <Card title="Refunds" flush>
          <ul className="divide-y divide-line text-sm">
            {payment.refunds.map((refund) => (
              <li key={refund.id} className="px-4 py-2">
                <div className="flex items-center justify-between gap-3">
                  <Status of="refund" state={refund.state} />
                  <span className="tabular font-medium">{amount(refund.amountMinor, refund.currency)}</span>
                </div>
                <p className="mt-1 text-[13px] text-muted">{refund.reason}</p>
              </li>
            ))}
          </ul>
        </Card>
      ) : null}
      <Ledger payment={payment} zone={zone} />
      <Card title="Calls to the provider" flush>
        {payment.calls.length === 0 ? <Empty title="None yet" /> : null}
        <ul className="divide-y divide-line text-sm">
          {payment.calls.map((call) => (
            <li key={call.id} className="px-4 py-2">
              <div className="flex items-center justify-between gap-3">
                <span>
                  {humanise(call.kind)} <span className="text-muted">{call.attempts} tries</span>
                </span>
                <Status of="call" state={call.state} />
              </div>
              {withRaw ? (
                <Raw
                  text={JSON.stringify({ request: call.request, answer: call.answer })}
                  label="Request and answer"
                />
              ) : null}
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}

function Ledger({ payment, zone }: { readonly payment: PaymentDetail; readonly zone: string }) {
  if (payment.postings.length === 0) return null;
  return (
    <Card title="Ledger" flush>
      <table className="w-full text-[13px]">
        <caption className="sr-only">Bookings of this payment; every booking sums to zero</caption>
        <tbody>
          {payment.postings.flatMap((posting) => [
            <tr key={posting.id} className="border-t border-line bg-sunken first:border-0">
              <th scope="rowgroup" className="px-4 py-1.5 text-left font-medium">
                {humanise(posting.kind)}
              </th>
              <td className="px-4 text-right text-muted">
                <Time at={posting.at} zone={zone} />
              </td>
            </tr>,
            ...posting.entries.map((entry) => (
              <tr key={String(entry.id)}>
                <td className="px-4 py-1 text-muted">{words(entry.account)}</td>
                <td className="px-4 text-right">{amount(entry.amountMinor, entry.currency)}</td>
              </tr>
            )),
          ])}
        </tbody>
      </table>
    </Card>
  );
}
