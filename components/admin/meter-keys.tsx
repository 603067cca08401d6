import { Card } from "@/components/ui/card";
import { ActDialog } from "./act-dialog";
import { TextField } from "./act-form";
import type { AdminAction } from "./action.model";

interface MeterKeysProps {
  readonly stationId: string;
  readonly evses: readonly {
    readonly id: string;
    readonly label: string;
    readonly eichrecht: boolean;
    /** Lower-case hex; null when none is registered. */
    readonly meterPublicKey: string | null;
    readonly ocppConnectorId: number;
  }[];
  /** The station's last configuration; it may name keys of its own. */
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly mayRegister: boolean;
  readonly register: AdminAction;
}

/** With which key the meter of each calibrated charger signs, and whether somebody has checked it (LAW-33). */
export function MeterKeys({ stationId, evses, configuration, mayRegister, register }: MeterKeysProps) {
  const calibrated = evses.filter((evse) => evse.eichrecht || evse.meterPublicKey !== null);
  if (calibrated.length === 0) return null;
  return (
    <Card title="Calibrated meters" flush>
      <ul className="divide-y divide-line text-sm">
        {calibrated.map((evse) => {
          const named = configuration[`MeterPublicKey${evse.ocppConnectorId}`];
          const stated = typeof named === "string" && named !== "" ? named : null;
          return (
            <li key={evse.id} className="flex flex-col gap-1 px-4 py-2">
              <span className="flex items-center justify-between gap-3">
                <span className="font-medium">{evse.label}</span>
                {mayRegister ? (
                  <ActDialog
                    label={evse.meterPublicKey ? "Change key" : "Register key"}
                    title={`Public key of the meter at ${evse.label}`}
                    consequence="From now on only values that were signed with this key are billed by themselves. Compare it with the label of the meter or its papers."
                    confirm="Register"
                    action={register}
                    values={{ stationId, evseId: evse.id }}
                  >
                    <TextField
                      name="publicKey"
                      label="Public key"
                      value={evse.meterPublicKey ?? stated}
                      help="Hex, base64 or PEM. Empty takes the registered key away."
                    />
                  </ActDialog>
                ) : null}
              </span>
              <span className="text-[13px] text-muted">{keyWords(evse.meterPublicKey, stated)}</span>
              {(evse.meterPublicKey ?? stated) ? (
                <code className="text-[12px] text-muted break-all">{evse.meterPublicKey ?? stated}</code>
              ) : null}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

function keyWords(registered: string | null, stated: string | null): string {
  if (registered) return "Registered: only values signed with this key are billed by themselves.";
  return stated
    ? "Not registered. The key that the station names is used; compare it with the meter's label."
    : "No key is known: sessions here wait for a person (LAW-30).";
}
