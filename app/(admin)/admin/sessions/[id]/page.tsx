import { Square } from "lucide-react";
import Link from "next/link";
import { notFound } from "next/navigation";
import { ActDialog } from "@/components/admin/act-dialog";
import { NoteField } from "@/components/admin/act-form";
import { AutoRefresh } from "@/components/admin/auto-refresh";
import { amount, clock, duration, energy, power, zoneName } from "@/components/admin/format";
import { type Fact, Facts, PageHead, Pairs } from "@/components/admin/page-parts";
import { PowerChart } from "@/components/admin/power-chart";
import { Status } from "@/components/admin/status";
import { Time } from "@/components/admin/time";
import { Timeline } from "@/components/admin/timeline";
import { words } from "@/components/admin/words";
import { Card } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import type { ReadingPoint } from "@/lib/sessions/admin.model";
import { readReadings, readSession, type SessionDetail } from "@/lib/sessions/admin.queries";
import { readTimeline } from "@/lib/sessions/admin-timeline.queries";
import { may } from "@/lib/tenants/access.rules";
import { adminPage, uuidParam } from "../../../_guard/admin-page";
import { stopSession } from "../actions";

const RUNNING = ["CHECKOUT", "AWAITING_PLUG", "STARTING", "CHARGING", "STOPPING", "ENDED"];

export default adminPage("session.read", async ({ context, scope, zone, now, principal }, route) => {
  const id = uuidParam(route);
  const session = id && (await readSession(context, scope, id));
  if (!session) notFound();
  const subject = { sessionId: session.id, paymentId: session.paymentId };
  const [points, timeline] = await Promise.all([
    readReadings(context, scope, session.id),
    readTimeline(context, scope, subject, may(principal.role, "journal.read")),
  ]);
  const mayStop = session.state === "CHARGING" && may(principal.role, "session.stop");
  return (
    <>
      {RUNNING.includes(session.state) ? <AutoRefresh everyS={5} /> : null}
      <PageHead
        back={{ href: "/admin/sessions", label: "Sessions" }}
        title={<span className="tabular">{session.reference}</span>}
        badge={<Status of="session" state={session.state} />}
        detail={session.reason ? words(session.reason) : undefined}
        actions={mayStop ? <StopButton session={session} /> : null}
      />
      <Facts facts={factsOf(session, now)} />
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <Chart points={points} zone={session.timeZone} />
          <Card title={`Timeline, ${zoneName(now, session.timeZone)}`} flush>
            <Timeline items={timeline} zone={session.timeZone} />
          </Card>
        </div>
        <Sides session={session} zone={zone} />
      </div>
    </>
  );
});

function StopButton({ session }: { readonly session: SessionDetail }) {
  return (
    <ActDialog
      label={
        <>
          <Icon icon={Square} size={14} /> Stop charging
        </>
      }
      tone="danger"
      title={`Stop session ${session.reference}?`}
      consequence={`The car at ${session.evse.label} stops charging. The driver pays for what was used until then; the rest of the hold goes back. This can not be undone.`}
      confirm="Stop charging"
      action={stopSession}
      values={{ sessionId: session.id }}
    >
      <NoteField name="reason" label="Reason" help="Stands in the timeline and the audit log." />
    </ActDialog>
  );
}

function factsOf(session: SessionDetail, now: Date): Fact[] {
  const register = session.meterStopWh ?? session.meterLastWh;
  const used =
    session.meterStartWh !== null && register !== null ? Number(register - session.meterStartWh) : null;
  const { payment } = session;
  const cdr = session.cdrs.find(
    ({ id, kind }) => kind !== "CREDIT" && !session.cdrs.some(({ creditsId }) => creditsId === id),
  );
  return [
    {
      label: cdr ? "Charged" : "Price so far",
      value: session.startedAt ? amount(cdr?.chargedMinor ?? session.costMinor, session.currency) : "–",
      strong: true,
    },
    { label: "Energy", value: energy(cdr?.energyWh ?? used), strong: true },
    {
      label: "Duration",
      value: session.startedAt ? duration(session.startedAt, session.endedAt ?? now) : "–",
      strong: true,
    },
    { label: "Power", value: session.state === "CHARGING" ? power(session.powerW) : "–", strong: true },
    { label: "Limit", value: amount(session.ceilingMinor, session.currency), strong: true },
    {
      label: "Payment",
      value: payment ? (
        <Link href={`/admin/payments/${payment.id}`} className="inline-block">
          <Status of="payment" state={payment.state} />
        </Link>
      ) : (
        "–"
      ),
    },
  ];
}

function Chart({ points, zone }: { readonly points: readonly ReadingPoint[]; readonly zone: string }) {
  if (points.length < 2) return null;
  return (
    <Card
      title={
        <>
          <span className="text-accent-text">Power</span> and energy
        </>
      }
    >
      <PowerChart
        zone={zone}
        points={points.map((point) => ({
          at: point.at.getTime(),
          energyWh: point.energyWh,
          powerW: point.powerW,
        }))}
      />
      <details className="mt-2">
        <summary className="w-fit text-[13px] text-muted underline decoration-line underline-offset-2">
          {points.length} readings as a table
        </summary>
        <div className="mt-2 max-h-72 overflow-y-auto">
          <table className="w-full text-right text-[13px]">
            <caption className="sr-only">Meter readings</caption>
            <thead className="text-muted">
              <tr>
                <th scope="col" className="text-left font-medium">
                  Time
                </th>
                <th scope="col" className="font-medium">
                  Power
                </th>
                <th scope="col" className="font-medium">
                  Energy
                </th>
                <th scope="col" className="font-medium">
                  Battery
                </th>
              </tr>
            </thead>
            <tbody>
              {points.map((point) => (
                <tr key={point.at.getTime()} className="border-t border-line">
                  <td className="py-1 text-left">{clock(point.at, zone, "clock")}</td>
                  <td>{power(point.powerW)}</td>
                  <td>{energy(point.energyWh)}</td>
                  <td>{point.socPercent === null ? "–" : `${point.socPercent} %`}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </Card>
  );
}

function Sides({ session, zone }: { readonly session: SessionDetail; readonly zone: string }) {
  const { evse, payment, receipts } = session;
  const card = payment?.cardLast4 ? `${payment.cardBrand ?? "Card"} ending ${payment.cardLast4}` : "–";
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <Card title="Charger">
        <Pairs
          pairs={[
            ["Label", evse.label],
            ["EVSE id", evse.evseId],
            [
              "Location",
              <Link
                key="l"
                className="underline decoration-line underline-offset-2"
                href={`/admin/locations/${session.locationId}`}
              >
                {evse.location.name}
              </Link>,
            ],
            [
              "Station",
              <Link
                key="s"
                className="underline decoration-line underline-offset-2"
                href={`/admin/stations/${session.stationId}`}
              >
                {evse.station.name}
              </Link>,
            ],
          ]}
        />
      </Card>
      <Card title="Times">
        <Pairs
          pairs={[
            [
              "Opened, there",
              <Time key="a" at={session.createdAt} zone={session.timeZone} style="second" named />,
            ],
            ["Opened, yours", <Time key="b" at={session.createdAt} zone={zone} style="second" named />],
            ["Paid", <Time key="c" at={session.authorisedAt} zone={session.timeZone} style="second" />],
            ["Began", <Time key="d" at={session.startedAt} zone={session.timeZone} style="second" />],
            ["Ended", <Time key="e" at={session.endedAt} zone={session.timeZone} style="second" />],
            [
              "Last reading",
              <Time key="f" at={session.meterLastAt} zone={session.timeZone} style="second" />,
            ],
          ]}
        />
      </Card>
      {payment ? (
        <Card title="Money">
          <Pairs
            pairs={[
              ["Paid with", card],
              ["Held", amount(payment.authorisedMinor, payment.currency)],
              ["Captured", amount(payment.capturedMinor, payment.currency)],
              ["Released", amount(payment.releasedMinor, payment.currency)],
              ["Refunded", amount(payment.refundedMinor, payment.currency)],
              ["Written off", amount(session.overshootMinor, session.currency)],
              ["Provider’s id", payment.pspPaymentId ?? "–"],
            ]}
          />
        </Card>
      ) : null}
      {session.cdrs.length > 0 || receipts.length > 0 ? (
        <Card title="Documents">
          <ul className="flex flex-col gap-1.5 text-sm">
            {session.cdrs.map((document) => (
              <li key={document.id}>
                <Link
                  className="underline decoration-line underline-offset-2"
                  href={`/admin/cdrs/${document.id}`}
                >
                  CDR {document.number}
                </Link>
              </li>
            ))}
            {receipts.map((receipt) => (
              <li key={receipt.id}>
                {words(receipt.kind).replace(" issued", "")} <span className="tabular">{receipt.number}</span>
              </li>
            ))}
          </ul>
        </Card>
      ) : null}
    </div>
  );
}
