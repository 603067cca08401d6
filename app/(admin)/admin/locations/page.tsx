import { AutoRefresh } from "@/components/admin/auto-refresh";
import { type Column, DataTable } from "@/components/admin/data-table";
import { SearchBox } from "@/components/admin/filters";
import { count, power } from "@/components/admin/format";
import { Empty, PageHead, PlaceName } from "@/components/admin/page-parts";
import { listLocations } from "@/lib/locations/admin.queries";
import { isOnline } from "@/lib/locations/location.rules";
import { adminPage } from "../../_guard/admin-page";

const PATH = "/admin/locations";
type Row = Awaited<ReturnType<typeof listLocations>>[number];

export default adminPage("location.read", async ({ context, scope, now }, { query }) => {
  const rows = await listLocations(context, scope, query.q?.trim() || null);
  return (
    <>
      <AutoRefresh everyS={10} />
      <PageHead title="Locations" />
      <div className="mb-3">
        <SearchBox label="Name, street or city" path={PATH} query={query} />
      </div>
      <DataTable
        caption="Locations by country and city"
        columns={columns(now)}
        rows={rows}
        keyOf={(row) => row.id}
        hrefOf={(row) => `${PATH}/${row.id}`}
        empty={<Empty title="No location fits this search" />}
      />
    </>
  );
});

function columns(now: Date): readonly Column<Row>[] {
  const evses = (row: Row, states: readonly string[]) =>
    row.evses.filter((evse) => states.includes(evse.status)).length;
  return [
    { id: "name", header: "Location", cell: (row) => <PlaceName label={row.name} place={row.city} /> },
    {
      id: "address",
      header: "Address",
      wideOnly: true,
      cell: (row) => (
        <span className="block max-w-72 truncate text-muted">
          {row.street}, {row.postalCode} {row.city}, {row.country}
        </span>
      ),
    },
    { id: "operator", header: "Operator", wideOnly: true, cell: (row) => row.cpo.name },
    {
      id: "online",
      header: "Stations online",
      align: "right",
      cell: (row) => {
        const online = row.stations.filter((station) => isOnline(station, now)).length;
        return (
          <span
            className={online < row.stations.length ? "text-red" : ""}
          >{`${online} of ${row.stations.length}`}</span>
        );
      },
    },
    { id: "evses", header: "Chargers", align: "right", cell: (row) => count(row.evses.length) },
    { id: "free", header: "Free", align: "right", cell: (row) => count(evses(row, ["AVAILABLE"])) },
    { id: "charging", header: "Charging", align: "right", cell: (row) => count(evses(row, ["CHARGING"])) },
    { id: "faulted", header: "Faulted", align: "right", cell: (row) => count(evses(row, ["FAULTED"])) },
    {
      id: "power",
      header: "Largest",
      align: "right",
      cell: (row) =>
        power(row.evses.length > 0 ? Math.max(...row.evses.map((evse) => evse.maxPowerW)) : null),
    },
  ];
}
