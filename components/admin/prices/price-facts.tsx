import { Card } from "@/components/ui/card";
import { ActDialog } from "../act-dialog";
import { SelectField, TextField } from "../act-form";
import type { AdminAction } from "../action.model";
import { power } from "../format";

interface EvsePriceFacts {
  readonly id: string;
  readonly label: string;
  readonly tariffCode: string | null;
  readonly maxPowerW: number;
  readonly eichrecht: boolean;
  readonly timeApproval: string | null;
}

interface PriceFactsProps {
  readonly station: { readonly id: string; readonly name: string; readonly tariffCode: string | null };
  readonly evses: readonly EvsePriceFacts[];
  readonly mayWrite: boolean;
  readonly assignCode: AdminAction;
  readonly changeFacts: AdminAction;
}

/** What decides the prices of a station's chargers: tariff codes, and the facts by which the law judges a price. */
export function PriceFacts({ station, evses, mayWrite, assignCode, changeFacts }: PriceFactsProps) {
  return (
    <Card title="Prices and meters" flush>
      <ul className="divide-y divide-line text-sm">
        <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-2">
          <span>
            Station <span className="text-muted">{station.tariffCode ?? "no tariff code"}</span>
          </span>
          {mayWrite ? (
            <CodeDialog
              action={assignCode}
              title={`Tariff code of ${station.name}`}
              code={station.tariffCode}
              values={{ stationId: station.id, evseId: "" }}
              consequence="It counts for all chargers of this station that have none of their own, from the next sale on."
            />
          ) : null}
        </li>
        {evses.map((evse) => (
          <li key={evse.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-2">
            <span className="min-w-0">
              <span className="font-medium">{evse.label}</span>{" "}
              <span className="text-muted">
                {evse.tariffCode ??
                  (station.tariffCode ? `${station.tariffCode} of the station` : "no tariff code")}{" "}
                · {power(evse.maxPowerW)} · {meterWords(evse)}
              </span>
            </span>
            {mayWrite ? (
              <span className="flex flex-wrap gap-2">
                <CodeDialog
                  action={assignCode}
                  title={`Tariff code of ${evse.label}`}
                  code={evse.tariffCode}
                  values={{ stationId: station.id, evseId: evse.id }}
                  consequence="A code finds the rules and the wholesale tariff. Empty: the code of the station counts."
                />
                <FactsDialog action={changeFacts} stationId={station.id} evse={evse} />
              </span>
            ) : null}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function meterWords({ eichrecht, timeApproval }: EvsePriceFacts): string {
  if (!eichrecht) return "ordinary meter";
  return timeApproval ? `calibrated meter, time by ${timeApproval}` : "calibrated meter, energy only";
}

interface CodeDialogProps {
  readonly action: AdminAction;
  readonly title: string;
  readonly code: string | null;
  readonly values: Readonly<Record<string, string>>;
  readonly consequence: string;
}

function CodeDialog({ action, title, code, values, consequence }: CodeDialogProps) {
  return (
    <ActDialog
      label="Tariff code"
      tone="secondary"
      title={title}
      consequence={`${consequence} Refused where its prices would not be lawful. Running sessions keep their price.`}
      confirm="Set the code"
      action={action}
      values={values}
    >
      <TextField name="code" label="Tariff code" value={code} />
    </ActDialog>
  );
}

interface FactsDialogProps {
  readonly action: AdminAction;
  readonly stationId: string;
  readonly evse: EvsePriceFacts;
}

function FactsDialog({ action, stationId, evse }: FactsDialogProps) {
  return (
    <ActDialog
      label="Power and meter"
      tone="secondary"
      title={`Power and meter of ${evse.label}`}
      consequence="These facts decide which prices are lawful here. A change that makes a price unlawful is refused with the article."
      confirm="Save"
      action={action}
      values={{ stationId, evseId: evse.id }}
    >
      <TextField
        name="maxPowerKw"
        label="Greatest power in kW"
        value={String(evse.maxPowerW / 1000)}
        help="From 50 kW only a price per kWh and an occupancy fee are allowed: AFIR Art. 5(4)."
      />
      <SelectField
        name="eichrecht"
        label="Meter"
        value={evse.eichrecht ? "yes" : "no"}
        options={[
          ["no", "Ordinary"],
          ["yes", "Calibrated (Eichrecht)"],
        ]}
      />
      <TextField
        name="timeApproval"
        label="Type approval that covers time"
        value={evse.timeApproval}
        help="Number of the document. Without it a calibrated meter sells energy only: MessEG § 33."
      />
    </ActDialog>
  );
}
