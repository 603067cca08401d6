import { AutoRefresh } from "@/components/admin/auto-refresh";
import { type Column, DataTable } from "@/components/admin/data-table";
import { Chips, SearchBox } from "@/components/admin/filters";
import { ago, count } from "@/components/admin/format";
import { Empty, PageHead, PlaceName } from "@/components/admin/page-parts";
import { Status } from "@/components/admin/status";
import { Time } from "@/components/admin/time";
import { words } from "@/components/admin/words";
import { Card } from "@/components/ui/card";
import { listStations, listUnknownStations, type StationListRow } from "@/lib/locations/admin.queries";
import { isOnline } from "@/lib/locations/location.rules";
import { may } from "@/lib/tenants/access.rules";
import { adminPage } from "../../_guard/admin-page";

const PATH = "/admin/stations";

export default adminPage("station.read", async ({ context, scope, now, zone, principal }, { query }) => {
  const all = await listStations(context, scope, query.q?.trim() || null);
  const unknown = may(principal.role, "station.approve") ? await listUnknownStations(context) : [];
  const stateOf = (row: StationListRow) =>
    row.state !== "ACTIVE" ? row.state : isOnline(row, now) ? "ONLINE" : "OFFLINE";
  const of = (state: string) => all.filter((row) => stateOf(row) === state).length;
  const chips = [
    { value: null, label: "All", count: all.length },
    { value: "ONLINE", label: "Online", count: of("ONLINE") },
    { value: "OFFLINE", label: "Offline", count: of("OFFLINE"), urgent: true },
    { value: "QUARANTINED", label: "Quarantined", count: of("QUARANTINED"), urgent: true },
  ];
  return (
    <>
      <AutoRefresh everyS={10} />
      <PageHead title="Stations" />
      <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <SearchBox label="Name, OCPP identity or label" path={PATH} query={query} />
        <Chips label="Connection" name="state" path={PATH} query={query} chips={chips} />
      </div>
      <DataTable
        caption="Stations by name"
        columns={columns(stateOf, now)}
        rows={query.state ? all.filter((row) => stateOf(row) === query.state) : all}
        keyOf={(row) => row.id}
        hrefOf={(row) => `${PATH}/${row.id}`}
        empty={<Empty title="No station fits this filter" />}
      />
      {unknown.length > 0 ? (
        <Card title="Knocked and not known" className="mt-6" flush>
          <ul className="divide-y divide-line text-sm">
            {unknown.map((row) => (
              <li
                key={row.identity}
                className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto_auto] gap-4 px-4 py-2"
              >
                <code className="truncate text-[13px]">{row.identity}</code>
                <span className="text-muted">{words(row.reason)}</span>
                <span className="tabular">{count(row.attempts)} tries</span>
                <span className="tabular text-muted">
                  last <Time at={row.lastSeenAt} zone={zone} />
                </span>
              </li>
            ))}
          </ul>
        </Card>
      ) : null}
    </>
  );
});

function columns(stateOf: (row: StationListRow) => string, now: Date): readonly Column<StationListRow>[] {
  return [
    { id: "name", header: "Station", cell: (row) => row.name },
    { id: "connection", header: "Connection", cell: (row) => <Status of="station" state={stateOf(row)} /> },
    {
      id: "seen",
      header: "Last message",
      align: "right",
      cell: (row) => (row.lastSeenAt ? ago(row.lastSeenAt, now) : "never"),
    },
    {
      id: "evses",
      header: "Chargers",
      cell: (row) => (
        <span className="flex gap-1.5">
          {row.evses.map((evse) => (
            <span key={evse.id} title={evse.label}>
              <Status of="evse" state={evse.status} />
            </span>
          ))}
        </span>
      ),
    },
    {
      id: "location",
      header: "Location",
      cell: (row) => <PlaceName label={row.location.name} place={row.location.city} />,
    },
    {
      id: "hardware",
      header: "Hardware",
      wideOnly: true,
      cell: (row) => (
        <span className="text-muted">{[row.vendor, row.model].filter(Boolean).join(" ") || "–"}</span>
      ),
    },
    { id: "firmware", header: "Firmware", wideOnly: true, cell: (row) => row.firmwareVersion ?? "–" },
    {
      id: "identity",
      header: "OCPP identity",
      wideOnly: true,
      cell: (row) => <code className="text-[13px]">{row.identity}</code>,
    },
  ];
}
