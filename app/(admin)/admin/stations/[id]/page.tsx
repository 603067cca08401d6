import { ArrowDown, ArrowUp } from "lucide-react";
import Link from "next/link";
import { notFound } from "next/navigation";
import { AutoRefresh } from "@/components/admin/auto-refresh";
import { ago, power } from "@/components/admin/format";
import { MeterKeys } from "@/components/admin/meter-keys";
import { Notice } from "@/components/admin/notice";
import { Empty, Facts, PageHead } from "@/components/admin/page-parts";
import { PriceFacts } from "@/components/admin/prices/price-facts";
import { StationActs } from "@/components/admin/station-acts";
import { Status } from "@/components/admin/status";
import { Time } from "@/components/admin/time";
import { Folded } from "@/components/admin/timeline";
import { commandWords } from "@/components/admin/words";
import { Card } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import { listStationMessages, readStation, type StationDetail } from "@/lib/locations/admin.queries";
import { isOnline } from "@/lib/locations/location.rules";
import { may } from "@/lib/tenants/access.rules";
import { adminPage, uuidParam } from "../../../_guard/admin-page";
import * as acts from "../actions";
import { assignCode, changeFacts } from "../price-actions";

export default adminPage("station.read", async ({ context, scope, now, zone, principal }, route) => {
  const id = uuidParam(route);
  const station = id && (await readStation(context, scope, id));
  if (!station) notFound();
  const before = /^\d{1,18}$/.test(route.query.before ?? "") ? BigInt(route.query.before ?? 0) : null;
  const messages = may(principal.role, "journal.read")
    ? await listStationMessages(context, scope, station.id, before)
    : null;
  const online = isOnline(station, now);
  const state = station.state !== "ACTIVE" ? station.state : online ? "ONLINE" : "OFFLINE";
  return (
    <>
      <AutoRefresh everyS={10} />
      <PageHead
        back={{ href: "/admin/stations", label: "Stations" }}
        title={station.name}
        badge={<Status of="station" state={state} />}
        detail={`${station.location.name}, ${station.location.city}`}
        actions={
          <StationActs
            stationId={station.id}
            name={station.name}
            evses={station.evses.map((evse) => ({
              label: evse.label,
              connectorId: evse.ocppConnectorId,
              operative: evse.status !== "UNAVAILABLE",
              busy: evse.sessions.length > 0,
            }))}
            mayCommand={may(principal.role, "station.command") && online}
            mayApprove={may(principal.role, "station.approve") && station.state === "QUARANTINED"}
            acts={acts}
          />
        }
      />
      {station.state === "QUARANTINED" ? (
        <div className="mb-4">
          <Notice tone="amber">
            Quarantined: the station may talk, but nobody can pay here until somebody has checked and approved
            it.
          </Notice>
        </div>
      ) : null}
      <Facts
        facts={[
          {
            label: "Last message",
            value: station.lastSeenAt ? ago(station.lastSeenAt, now) : "never",
            strong: true,
          },
          {
            label: "Connected since",
            value: <Time at={station.gatewayId ? station.connectedAt : null} zone={zone} />,
          },
          { label: "Last start-up", value: <Time at={station.bootedAt} zone={zone} /> },
          { label: "Hardware", value: [station.vendor, station.model].filter(Boolean).join(" ") || "–" },
          { label: "Firmware", value: station.firmwareVersion ?? "–" },
          {
            label: "OCPP",
            value: `${station.ocppVersion ?? "not yet known"}, profile ${station.securityProfile}`,
          },
        ]}
      />
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[minmax(0,1fr)_26rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <Chargers station={station} />
          <PriceFacts
            station={station}
            evses={station.evses}
            mayWrite={may(principal.role, "pricing.write")}
            assignCode={assignCode}
            changeFacts={changeFacts}
          />
          {messages ? <Messages messages={messages} stationId={station.id} zone={zone} /> : null}
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Commands station={station} zone={zone} />
          <MeterKeys
            stationId={station.id}
            evses={station.evses}
            configuration={(station.configuration ?? {}) as Record<string, unknown>}
            mayRegister={may(principal.role, "station.approve")}
            register={acts.registerKey}
          />
          <Configuration station={station} />
        </div>
      </div>
    </>
  );
});

function Chargers({ station }: { readonly station: StationDetail }) {
  return (
    <Card title="Chargers" flush>
      <ul className="divide-y divide-line text-sm">
        {station.evses.map((evse) => (
          <li key={evse.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
            <span className="font-medium">{evse.label}</span>
            <Status of="evse" state={evse.status} />
            {evse.errorCode && evse.errorCode !== "NoError" ? (
              <span className="text-red">{evse.errorCode}</span>
            ) : null}
            <span className="tabular text-muted">
              {evse.evseId} · {evse.currentType} {power(evse.maxPowerW)}
            </span>
            <span className="ml-auto flex gap-4">
              {evse.sessions.map((session) => (
                <Link
                  key={session.id}
                  className="tabular underline decoration-line underline-offset-2"
                  href={`/admin/sessions/${session.id}`}
                >
                  {session.reference}
                </Link>
              ))}
              <Link
                className="text-muted underline decoration-line underline-offset-2"
                href={`/admin/stickers/${evse.id}`}
              >
                Sticker
              </Link>
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

interface MessagesProps {
  readonly messages: Awaited<ReturnType<typeof listStationMessages>>;
  readonly stationId: string;
  readonly zone: string;
}

function Messages({ messages, stationId, zone }: MessagesProps) {
  const last = messages.at(-1);
  return (
    <Card
      title="Messages"
      aside={
        messages.length === 50 && last ? (
          <Link
            className="text-[13px] text-muted underline decoration-line underline-offset-2"
            href={`/admin/stations/${stationId}?before=${last.id}`}
          >
            Older
          </Link>
        ) : null
      }
      flush
    >
      {messages.length === 0 ? <Empty title="The station has not said anything yet" /> : null}
      <ul className="divide-y divide-line text-sm">
        {messages.map((message) => (
          <li
            key={String(message.id)}
            className="grid grid-cols-[8rem_1.25rem_minmax(0,1fr)] gap-x-3 px-4 py-1.5"
          >
            <span className="tabular text-[13px] leading-5 text-muted">
              <Time at={message.at} zone={zone} style="second" />
            </span>
            <Icon
              icon={message.direction === "IN" ? ArrowDown : ArrowUp}
              label={message.direction === "IN" ? "From the station" : "To the station"}
              size={14}
              className="mt-0.5 text-muted"
            />
            <Folded text={message.body}>
              <span className="min-w-0">
                {message.action ?? "Answer"}{" "}
                <span className="text-muted">
                  {[message.status, message.latencyMs === null ? null : `${message.latencyMs} ms`]
                    .filter(Boolean)
                    .join(" · ")}
                </span>
                {message.problems === null ? null : (
                  <span className="text-red"> · not as the standard says</span>
                )}
              </span>
            </Folded>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Commands({ station, zone }: { readonly station: StationDetail; readonly zone: string }) {
  return (
    <Card title="Last commands" flush>
      {station.commands.length === 0 ? <Empty title="No command yet" /> : null}
      <ul className="divide-y divide-line text-sm">
        {station.commands.map((command) => (
          <li key={command.id} className="flex items-center justify-between gap-3 px-4 py-2">
            <span className="min-w-0 truncate">
              {commandWords(command.kind)}{" "}
              <span className="tabular text-[13px] text-muted">
                <Time at={command.createdAt} zone={zone} />
              </span>
            </span>
            <Status of="command" state={command.state} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Configuration({ station }: { readonly station: StationDetail }) {
  const keys = Object.entries((station.configuration ?? {}) as Record<string, unknown>).sort(([a], [b]) =>
    a.localeCompare(b),
  );
  return (
    <Card title="Configuration" flush>
      {keys.length === 0 ? <Empty title="Not read yet">It is read when the station starts up.</Empty> : null}
      <dl className="max-h-96 divide-y divide-line overflow-y-auto text-[13px]">
        {keys.map(([key, value]) => (
          <div key={key} className="flex justify-between gap-4 px-4 py-1.5">
            <dt className="max-w-[60%] shrink-0 text-muted break-all">{key}</dt>
            <dd className="tabular min-w-0 text-right break-all">{String(value)}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
