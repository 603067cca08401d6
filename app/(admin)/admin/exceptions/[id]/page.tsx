import Link from "next/link";
import { notFound } from "next/navigation";
import { ActForm, NoteField, SelectField } from "@/components/admin/act-form";
import { exceptionSentence } from "@/components/admin/exception-words";
import { ago, count, humanise } from "@/components/admin/format";
import { Facts, PageHead, Pairs } from "@/components/admin/page-parts";
import { Status } from "@/components/admin/status";
import { Time } from "@/components/admin/time";
import { Timeline } from "@/components/admin/timeline";
import { words } from "@/components/admin/words";
import { Card } from "@/components/ui/card";
import { readException } from "@/lib/billing/admin.queries";
import { decisionsFor, type ExceptionDecision } from "@/lib/billing/exception.model";
import { readTimeline } from "@/lib/sessions/admin-timeline.queries";
import { may } from "@/lib/tenants/access.rules";
import { adminPage, uuidParam } from "../../../_guard/admin-page";
import { decideException } from "../actions";

const DECISIONS: Readonly<Record<ExceptionDecision, string>> = {
  RETRY: "Try again",
  ACCEPT: "Accept as it is and bill",
  RELEASE: "Charge nothing, give the hold back",
  WRITE_OFF: "Write the amount off",
  NOTED: "Noted, nothing to do",
};

export default adminPage("exception.read", async ({ context, scope, zone, now, principal }, route) => {
  const id = uuidParam(route);
  const found = id && (await readException(context, scope, id));
  if (!found) notFound();
  const subject = { sessionId: found.sessionId, paymentId: found.paymentId };
  const timeline = await readTimeline(context, scope, subject, may(principal.role, "journal.read"));
  const detail = Object.entries((found.detail ?? {}) as Record<string, unknown>);
  const sentence = exceptionSentence(found.code, found.detail);
  const isBill = found.code === "session_flagged";
  const mayDecide = found.state === "OPEN" && may(principal.role, "exception.close");
  return (
    <>
      <PageHead
        back={{ href: "/admin/exceptions", label: "Exceptions" }}
        title={words(found.code)}
        badge={<Status of="exception" state={found.state} />}
      />
      <Facts
        facts={[
          { label: "Opened", value: <Time at={found.openedAt} zone={zone} /> },
          {
            label: "Age",
            value: ago(found.openedAt, found.closedAt ?? now).replace(" ago", ""),
            strong: true,
          },
          { label: "Times", value: count(found.count), strong: true },
          {
            label: "Session",
            value: found.session ? (
              <Ref href={`/admin/sessions/${found.session.id}`}>{found.session.reference}</Ref>
            ) : (
              "–"
            ),
          },
          {
            label: "Payment",
            value: found.paymentId ? (
              <Ref href={`/admin/payments/${found.paymentId}`}>Open the payment</Ref>
            ) : (
              "–"
            ),
          },
          {
            label: "Station",
            value: found.stationId ? (
              <Ref href={`/admin/stations/${found.stationId}`}>Open the station</Ref>
            ) : (
              "–"
            ),
          },
        ]}
      />
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[minmax(0,1fr)_26rem]">
        <div className="order-2 xl:order-none">
          {timeline.length > 0 ? (
            <Card title="Timeline" flush>
              <Timeline items={timeline} zone={zone} />
            </Card>
          ) : null}
        </div>
        <div className="flex flex-col gap-4">
          {sentence ? (
            <Card title="What happened">
              <p className="text-sm">{sentence}</p>
            </Card>
          ) : null}
          <Card title={found.state === "OPEN" ? "Decide" : "Decision"}>
            {found.state === "CLOSED" ? (
              <Pairs
                pairs={[
                  [
                    "Decision",
                    DECISIONS[found.decision as ExceptionDecision] ?? humanise(found.decision ?? ""),
                  ],
                  ["When", <Time key="w" at={found.closedAt} zone={zone} />],
                  ["Note", found.note ?? "–"],
                ]}
              />
            ) : isBill && found.sessionId ? (
              <p className="text-sm">
                This is decided with the bill:{" "}
                <Ref href={`/admin/cdrs/${found.sessionId}`}>what was found, and what may be done</Ref>.
              </p>
            ) : mayDecide ? (
              <ActForm action={decideException} values={{ exceptionId: found.id }} submit="Decide">
                <SelectField
                  name="decision"
                  label="Decision"
                  options={decisionsFor(found.code).map(
                    (decision) => [decision, DECISIONS[decision]] as const,
                  )}
                />
                <NoteField name="note" label="Note" help="Why you decide so; it stays with the exception." />
              </ActForm>
            ) : (
              <p className="text-sm text-muted">Your role can see exceptions, not decide them.</p>
            )}
          </Card>
          {detail.length > 0 && sentence === null ? (
            <Card title="Detail">
              <Pairs
                pairs={detail.map(([name, value]) => [
                  humanise(name),
                  typeof value === "object"
                    ? JSON.stringify(value)
                    : typeof value === "string"
                      ? words(value)
                      : String(value),
                ])}
              />
            </Card>
          ) : null}
        </div>
      </div>
    </>
  );
});

function Ref({ href, children }: { readonly href: string; readonly children: string }) {
  return (
    <Link href={href} className="tabular underline decoration-line underline-offset-2">
      {children}
    </Link>
  );
}
