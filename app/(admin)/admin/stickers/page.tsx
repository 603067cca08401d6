import { type Column, DataTable } from "@/components/admin/data-table";
import { ago, count } from "@/components/admin/format";
import { Empty, PageHead, PlaceName } from "@/components/admin/page-parts";
import { Status } from "@/components/admin/status";
import { Time } from "@/components/admin/time";
import { listStickers } from "@/lib/locations/admin.queries";
import { adminPage } from "../../_guard/admin-page";

type Row = Awaited<ReturnType<typeof listStickers>>[number];

export default adminPage("sticker.read", async ({ context, scope, zone, now }) => {
  const rows = await listStickers(context, scope, null);
  return (
    <>
      <PageHead title="Stickers" detail="The codes on the chargers, and when somebody last scanned each." />
      <DataTable
        caption="Chargers with their sticker codes"
        columns={columns(zone, now)}
        rows={rows}
        keyOf={(row) => row.id}
        hrefOf={(row) => `/admin/stickers/${row.id}`}
        empty={<Empty title="There is no charger yet" />}
      />
    </>
  );
});

function columns(zone: string, now: Date): readonly Column<Row>[] {
  const active = (row: Row) => row.qrCodes.find((code) => code.state === "ACTIVE");
  return [
    { id: "label", header: "Charger", cell: (row) => row.label },
    { id: "evse_id", header: "EVSE id", cell: (row) => <span className="tabular">{row.evseId}</span> },
    {
      id: "location",
      header: "Location",
      cell: (row) => <PlaceName label={row.location.name} place={row.location.city} />,
    },
    {
      id: "state",
      header: "Code",
      cell: (row) => <Status of="qr" state={active(row)?.state ?? row.qrCodes[0]?.state ?? "NONE"} />,
    },
    {
      id: "issued",
      header: "Issued",
      cell: (row) => <Time at={active(row)?.createdAt ?? null} zone={zone} style="date" />,
    },
    { id: "scans", header: "Scans", align: "right", cell: (row) => count(active(row)?.scanCount ?? 0) },
    {
      id: "last_scan",
      header: "Last scan",
      align: "right",
      cell: (row) => {
        const at = active(row)?.lastScanAt;
        return at ? ago(at, now) : "never";
      },
    },
  ];
}
