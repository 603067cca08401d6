import Link from "next/link";
import { notFound } from "next/navigation";
import { ActDialog } from "@/components/admin/act-dialog";
import { Direction } from "@/components/admin/messages/direction";
import { ExchangeStatus } from "@/components/admin/messages/exchange-status";
import { WireText } from "@/components/admin/messages/wire-text";
import { Facts, PageHead } from "@/components/admin/page-parts";
import { CopyText } from "@/components/admin/subscriptions/copy-text";
import { Time } from "@/components/admin/time";
import { Card } from "@/components/ui/card";
import { segmentsBehind } from "@/lib/ocpi/partner/explain-message.rules";
import { type ExchangeDetail, readExchange } from "@/lib/ocpi/partner/messages.queries";
import { curlOf, isGoodStatus, prettyBody, readStored } from "@/lib/ocpi/partner/read-message.rules";
import { mayReplay } from "@/lib/ocpi/push/replay-subject.rules";
import { readSubscription } from "@/lib/subscriptions/subscription.queries";
import { may } from "@/lib/tenants/access.rules";
import { adminPage, uuidParam } from "../../../../../_guard/admin-page";
import { sendMessageAgain } from "../../pushes/actions";

/** One exchange: request, answer, what it belongs to, and the partner's problems with the protocol (ADM-6). */
export default adminPage("journal.read", async ({ context, scope, zone, principal }, route) => {
  const id = uuidParam(route);
  const message = /^\d{1,18}$/.test(route.params.message ?? "") ? BigInt(route.params.message ?? 0) : null;
  const found = id && (await readSubscription(context, scope, id));
  const exchange =
    found && message !== null ? await readExchange(context, scope.clientId, found.id, message) : null;
  if (!found || !exchange) notFound();
  const { row } = exchange;
  const list = `/admin/subscriptions/${found.id}/messages`;
  const isReplay =
    found.environment === "ACCEPTANCE" &&
    may(principal.role, "subscription.write") &&
    mayReplay({ ...row, segments: segmentsBehind(row.url, row.module) });
  return (
    <>
      <PageHead
        back={{ href: list, label: `Messages of ${found.name}` }}
        title={row.words}
        badge={<ExchangeStatus status={row.status} isGood={isGoodStatus(row.status)} />}
        actions={
          isReplay ? (
            <ActDialog
              label="Send again"
              title="Send this again?"
              consequence="The partner gets the object as it is now. This is an acceptance connection."
              confirm="Send again"
              action={sendMessageAgain}
              values={{ id: found.id, message: String(row.id) }}
            />
          ) : null
        }
      />
      <Facts
        facts={[
          { label: "Time", value: <Time at={row.at} zone={zone} style="second" /> },
          { label: "Who", value: <Direction direction={row.direction} /> },
          {
            label: "Request",
            value: <span className="font-mono text-xs">{`${row.method} ${row.module}`}</span>,
          },
          { label: "Took", value: row.latencyMs === null ? "–" : `${row.latencyMs} ms` },
          { label: "Belongs to", value: <Belongings exchange={exchange} /> },
          {
            label: "Correlation id",
            value: row.correlationId ? (
              <Link className="underline" href={`${list}?q=${encodeURIComponent(row.correlationId)}`}>
                <code className="font-mono text-xs break-all">{row.correlationId}</code>
              </Link>
            ) : (
              "–"
            ),
          },
        ]}
      />
      {row.problems.length > 0 ? (
        <Card title="What the standard says otherwise" className="mb-4">
          <ul className="list-inside list-disc text-sm">
            {row.problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </Card>
      ) : null}
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-2">
        <Literal title="Request" text={exchange.request} />
        {exchange.answer === null ? (
          <Card title="Answer">
            <p className="text-sm text-muted">No answer was stored.</p>
          </Card>
        ) : (
          <Literal title="Answer" text={exchange.answer} />
        )}
      </div>
      <Card title="Try it from a shell" className="mt-4">
        <CopyText
          label="Set OCPI_TOKEN to the token first; it is not in here."
          text={curlOf(readStored(exchange.request))}
        />
      </Card>
      {exchange.related.length > 0 ? (
        <Card title="Same correlation" className="mt-4">
          <ul className="flex flex-col gap-1 text-sm">
            {exchange.related.map((other) => (
              <li key={String(other.id)}>
                <Link className="underline" href={`${list}/${other.id}`}>
                  <Time at={other.at} zone={zone} style="second" /> {other.words}
                </Link>
              </li>
            ))}
          </ul>
        </Card>
      ) : null}
    </>
  );
});

function Literal({ title, text }: { readonly title: string; readonly text: string }) {
  const stored = readStored(text);
  return (
    <Card title={title} className="min-w-0">
      <WireText head={stored.head} headers={stored.headers} body={prettyBody(stored)} />
    </Card>
  );
}

function Belongings({ exchange }: { readonly exchange: ExchangeDetail }) {
  const { session } = exchange;
  const terminal = exchange.terminal ?? session?.terminal ?? null;
  const links = [
    ...(session ? [{ href: `/admin/sessions/${session.id}`, label: `Session ${session.reference}` }] : []),
    ...(session?.paymentId ? [{ href: `/admin/payments/${session.paymentId}`, label: "Payment" }] : []),
    ...(session?.cdrs ?? []).map((cdr) => ({ href: `/admin/cdrs/${cdr.id}`, label: `CDR ${cdr.number}` })),
    ...(terminal ? [{ href: `/admin/terminals/${terminal.id}`, label: `Terminal ${terminal.label}` }] : []),
  ];
  if (links.length === 0) return <>–</>;
  return (
    <span className="flex flex-col">
      {links.map((link) => (
        <Link key={link.href} className="underline" href={link.href}>
          {link.label}
        </Link>
      ))}
    </span>
  );
}
