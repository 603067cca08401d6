import Link from "next/link";
import { notFound } from "next/navigation";
import { AutoRefresh } from "@/components/admin/auto-refresh";
import { ago, clock, humanise, power, zoneName } from "@/components/admin/format";
import { Empty, Facts, PageHead } from "@/components/admin/page-parts";
import { Status } from "@/components/admin/status";
import { Card } from "@/components/ui/card";
import { readLocation } from "@/lib/locations/admin.queries";
import { isOnline } from "@/lib/locations/location.rules";
import { adminPage, uuidParam } from "../../../_guard/admin-page";

type Location = NonNullable<Awaited<ReturnType<typeof readLocation>>>;
type Station = Location["stations"][number];

export default adminPage("location.read", async ({ context, scope, now }, route) => {
  const id = uuidParam(route);
  const location = id && (await readLocation(context, scope, id));
  if (!location) notFound();
  const evses = location.stations.flatMap((station) => station.evses);
  return (
    <>
      <AutoRefresh everyS={10} />
      <PageHead
        back={{ href: "/admin/locations", label: "Locations" }}
        title={location.name}
        detail={`${location.street}, ${location.postalCode} ${location.city}, ${location.country}`}
      />
      <Facts
        facts={[
          { label: "Operator", value: location.cpo.name },
          { label: "Stations", value: String(location.stations.length), strong: true },
          { label: "Chargers", value: String(evses.length), strong: true },
          {
            label: "Free now",
            value: String(evses.filter((evse) => evse.status === "AVAILABLE").length),
            strong: true,
          },
          {
            label: "Local time",
            value: `${clock(now, location.timeZone)} ${zoneName(now, location.timeZone)}`,
          },
          {
            label: "Sessions",
            value: (
              <Link
                className="underline decoration-line underline-offset-2"
                href={`/admin/sessions?location=${location.id}`}
              >
                Show sessions
              </Link>
            ),
          },
        ]}
      />
      <div className="flex flex-col gap-4">
        {location.stations.length === 0 ? <Empty title="No station stands here yet" /> : null}
        {location.stations.map((station) => (
          <StationCard key={station.id} station={station} now={now} />
        ))}
      </div>
    </>
  );
});

function StationCard({ station, now }: { readonly station: Station; readonly now: Date }) {
  const state = station.state !== "ACTIVE" ? station.state : isOnline(station, now) ? "ONLINE" : "OFFLINE";
  return (
    <Card
      flush
      title={
        <Link href={`/admin/stations/${station.id}`} className="hover:underline">
          {station.name}{" "}
          <span className="font-normal text-muted">
            {[station.vendor, station.model].filter(Boolean).join(" ")}
          </span>
        </Link>
      }
      aside={
        <span className="flex items-center gap-3 text-[13px] text-muted">
          {station.lastSeenAt ? `last message ${ago(station.lastSeenAt, now)}` : "never connected"}
          <Status of="station" state={state} />
        </span>
      }
    >
      <ul className="divide-y divide-line text-sm">
        {station.evses.map((evse) => (
          <li
            key={evse.id}
            className="grid grid-cols-[6rem_9.5rem_minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-2 max-md:grid-cols-2"
          >
            <span className="font-medium">{evse.label}</span>
            <span>
              <Status of="evse" state={evse.status} />
            </span>
            <span className="min-w-0 truncate text-muted">
              <span className="tabular">{evse.evseId}</span> · {evse.currentType} {power(evse.maxPowerW)} ·{" "}
              {evse.connectors.map((connector) => plug(connector.standard)).join(", ")} ·{" "}
              {evse.tariffCode ?? station.tariffCode ?? <span className="text-amber">no tariff code</span>}
            </span>
            <Link
              href={`/admin/stickers/${evse.id}`}
              className="text-[13px] text-muted underline decoration-line underline-offset-2 hover:text-ink"
            >
              {evse.qrCodes.length > 0 ? "Sticker" : "No sticker code"}
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}

const PLUGS: Readonly<Record<string, string>> = {
  IEC_62196_T2: "Type 2",
  IEC_62196_T2_COMBO: "CCS",
  CHADEMO: "CHAdeMO",
};

function plug(standard: string): string {
  return PLUGS[standard] ?? humanise(standard);
}
