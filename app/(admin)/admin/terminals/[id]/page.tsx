import Link from "next/link";
import { notFound } from "next/navigation";
import { ActDialog } from "@/components/admin/act-dialog";
import { ActForm, SelectField, TextField } from "@/components/admin/act-form";
import { type Column, DataTable } from "@/components/admin/data-table";
import { amount } from "@/components/admin/format";
import { Notice } from "@/components/admin/notice";
import { Empty, Facts, PageHead } from "@/components/admin/page-parts";
import { Status } from "@/components/admin/status";
import { MODE_WORDS } from "@/components/admin/terminals/mode-word";
import { PlacesForm } from "@/components/admin/terminals/places-form";
import { Time } from "@/components/admin/time";
import { words } from "@/components/admin/words";
import { Card } from "@/components/ui/card";
import { checkTerminalTariffs } from "@/lib/ocpi/modules/payments/check-terminal-tariffs";
import {
  listTerminalPlaces,
  readTerminal,
  type TerminalDetail,
} from "@/lib/subscriptions/terminal-list.queries";
import { may } from "@/lib/tenants/access.rules";
import { providerOf } from "@/lib/terminals/registry";
import { adminPage, uuidParam } from "../../../_guard/admin-page";
import { changeTerminalDetails, placeTerminal, retireTerminal } from "../actions";
import { Differences, TariffCheck } from "../parts";

/** One terminal: where it serves, what its provider says, whether it can show the right price, and what was paid with it. */
export default adminPage("terminal.read", async ({ context, scope, zone, principal }, route) => {
  const id = uuidParam(route);
  const found = id && (await readTerminal(context, scope, id));
  if (!found) notFound();
  const mayWrite = may(principal.role, "terminal.write") && found.state !== "DEACTIVATED";
  const cpoIds = found.subscription ? found.subscription.cpos.map(({ cpoId }) => cpoId) : scope.cpoIds;
  const places = mayWrite ? await listTerminalPlaces(context, scope.clientId, cpoIds) : [];
  const check = await checkTerminalTariffs(context, scope.clientId, found.id);
  const [first] = found.assignments;
  return (
    <>
      <PageHead
        back={{ href: "/admin/terminals", label: "Terminals" }}
        title={found.label}
        badge={<Status of="terminal" state={found.state} />}
        actions={
          mayWrite ? (
            <ActDialog
              label="Take out of service"
              tone="danger"
              title={`Take ${found.label} out of service?`}
              consequence="Nobody can start at its charging points through it any more, and the provider is told. Sessions that run are not touched."
              confirm="Take out of service"
              action={retireTerminal}
              values={{ id: found.id }}
            />
          ) : null
        }
      />
      <Facts
        facts={[
          {
            label: "Connection",
            value: found.subscription ? (
              <Link className="underline" href={`/admin/subscriptions/${found.subscription.id}`}>
                {found.subscription.name}
              </Link>
            ) : (
              (MODE_WORDS[found.mode] ?? found.mode)
            ),
          },
          {
            label: "Provider",
            value: found.subscription ? providerOf(found.subscription.provider).name : "–",
          },
          {
            label: "Provider's id",
            value: <code className="font-mono text-[13px]">{found.terminalId}</code>,
          },
          { label: "Serial number", value: found.reference ?? "–" },
          { label: "Serves", value: servesText(found) },
          { label: "Last reported", value: <Time at={found.peerUpdatedAt} zone={zone} /> },
        ]}
      />
      {found.mode === "OCPI" ? null : (
        <div className="mb-4">
          <Notice tone="amber">
            This terminal is listed only: nothing is sent to terminals of this kind from here.
          </Notice>
        </div>
      )}
      <Differences of={found} />
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-4">
          {mayWrite ? (
            <Card title="Where it serves">
              <PlacesForm
                key={found.updatedAt.getTime()}
                action={placeTerminal}
                terminalId={found.id}
                places={places}
                locationId={first?.locationId ?? null}
                evseIds={found.assignments.flatMap(({ evseId }) => evseId ?? [])}
              />
            </Card>
          ) : null}
          <TariffCheck check={check} />
          {mayWrite ? <DetailsForm of={found} /> : null}
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <DataTable
            caption="Sessions of this terminal, newest first"
            columns={sessionColumns(zone)}
            rows={found.sessions}
            keyOf={(row) => row.id}
            hrefOf={(row) => `/admin/sessions/${row.id}`}
            empty={<Empty title="Nothing was paid with it yet" />}
          />
          <History of={found} zone={zone} />
        </div>
      </div>
    </>
  );
});

function servesText(found: TerminalDetail): string {
  const [first] = found.assignments;
  if (!first) return "nothing yet";
  const labels = found.assignments.flatMap(({ evse }) => evse?.label ?? []);
  return `${first.location.name}: ${labels.length === 0 ? "whole location" : labels.join(", ")}`;
}

function DetailsForm({ of: found }: { readonly of: TerminalDetail }) {
  return (
    <Card title="Details">
      <ActForm action={changeTerminalDetails} values={{ id: found.id }} submit="Save">
        <TextField name="label" label="Name" value={found.label} required />
        <TextField name="brand" label="Brand" value={found.brand} />
        <TextField name="model" label="Model" value={found.model} />
        <TextField name="reference" label="Serial number" value={found.reference} />
        <TextField name="customerReference" label="Customer reference" value={found.customerReference} />
        <SelectField
          name="invoiceCreator"
          label="Who makes the driver's invoice"
          value={found.invoiceCreator ?? ""}
          options={[
            ["", "Not said"],
            ["CPO", "We do"],
            ["PTP", "The provider"],
          ]}
        />
      </ActForm>
    </Card>
  );
}

function sessionColumns(zone: string): readonly Column<TerminalDetail["sessions"][number]>[] {
  return [
    { id: "reference", header: "Session", cell: (row) => <span className="tabular">{row.reference}</span> },
    { id: "evse", header: "Charger", cell: (row) => row.evse.label },
    { id: "state", header: "State", cell: (row) => <Status of="session" state={row.state} /> },
    { id: "at", header: "Started", cell: (row) => <Time at={row.createdAt} zone={zone} /> },
    { id: "cost", header: "Cost", align: "right", cell: (row) => amount(row.costMinor, row.currency) },
  ];
}

function History({ of: found, zone }: { readonly of: TerminalDetail; readonly zone: string }) {
  if (found.acts.length === 0) return null;
  return (
    <Card title="History">
      <ul className="flex flex-col gap-1.5 text-sm">
        {found.acts.map((act) => (
          <li key={String(act.id)} className="flex flex-wrap justify-between gap-x-4">
            <span>{words(act.action)}</span>
            <span className="text-muted">
              {act.actorName}, <Time at={act.at} zone={zone} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
