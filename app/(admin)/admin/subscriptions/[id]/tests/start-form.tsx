import Link from "next/link";
import { ActForm, SelectField, TextField } from "@/components/admin/act-form";
import { Notice } from "@/components/admin/notice";
import { CheckField } from "@/components/admin/subscriptions/check-field";
import { Card } from "@/components/ui/card";
import type { RunEvse } from "@/lib/conformance/runs.queries";
import { OPEN_STATES } from "@/lib/subscriptions/connection.model";
import type { SubscriptionDetail } from "@/lib/subscriptions/subscription.queries";
import { startTest } from "./actions";

interface StartFormProps {
  readonly found: SubscriptionDetail;
  readonly evses: readonly RunEvse[];
  readonly needsTerminal: boolean;
  readonly isSimulated: boolean;
}

/** Where the station simulator stands in a demo (simulators/station/README.md). */
const STATION_SIMULATOR = "http://127.0.0.1:4004";

function option({ evseId, label, locationName, station }: RunEvse): readonly [string, string] {
  return [evseId, `${label} · ${locationName}${station.gatewayId === null ? " · offline" : ""}`];
}

/** The form that begins a run, or what must be done before it can begin. */
export function StartForm({ found, evses, needsTerminal, isSimulated }: StartFormProps) {
  const usable = needsTerminal ? evses.filter(({ terminals }) => terminals.length > 0) : evses;
  const obstacle = !OPEN_STATES.includes(found.state) ? (
    <>Credentials must be exchanged first; see Overview.</>
  ) : usable.length === 0 ? (
    <>
      No charging point of this connection can be started.{" "}
      {needsTerminal ? <Link href="/admin/terminals">Assign one of its terminals to a location.</Link> : null}
    </>
  ) : null;
  return (
    <Card title="Start a run">
      {obstacle ? (
        <Notice tone="amber">{obstacle}</Notice>
      ) : (
        <ActForm action={startTest} values={{ id: found.id }} submit="Start the run">
          {found.environment === "PRODUCTION" ? (
            <Notice tone="amber">This is the production connection: the tap is a real payment.</Notice>
          ) : null}
          <SelectField
            name="evse"
            label="Charging point"
            help="A session is started and stopped here. Nobody else should use it meanwhile."
            options={usable.map(option)}
          />
          <SelectField
            name="offline"
            label="Charging point that is offline"
            help="Shows that TIMEOUT comes back. May be the same one: you are told when to take it off the network."
            value={(usable.find(({ station }) => station.gatewayId === null) ?? usable.at(-1))?.evseId ?? ""}
            options={usable.map(option)}
          />
          <SelectField
            name="silent"
            label="Charging point that does not answer"
            help="Only where a station can be made to ignore a start."
            value=""
            options={[["", "Leave this step out"], ...usable.map(option)]}
          />
          <CheckField name="rotation" label="Exchange new tokens at the end" />
          {isSimulated ? (
            <>
              <CheckField
                name="unattended"
                label="The simulated provider does its part by itself"
                help="It taps, stops and misbehaves over OCPI, as a person at its terminal would."
                checked
              />
              <TextField
                name="stationControl"
                label="Address of the station simulator"
                help="Plugs the car in and takes the station off the network. Empty: you do it."
                value={STATION_SIMULATOR}
              />
            </>
          ) : null}
        </ActForm>
      )}
    </Card>
  );
}
