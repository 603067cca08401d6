import { ActDialog } from "./act-dialog";
import type { AdminAction } from "./action.model";

interface StationActsProps {
  readonly stationId: string;
  readonly name: string;
  readonly evses: readonly {
    readonly label: string;
    readonly connectorId: number;
    readonly operative: boolean;
    readonly busy: boolean;
  }[];
  readonly mayCommand: boolean;
  readonly mayApprove: boolean;
  readonly acts: {
    readonly restartStation: AdminAction;
    readonly unlockConnector: AdminAction;
    readonly changeAvailability: AdminAction;
    readonly requestStatus: AdminAction;
    readonly approveQuarantined: AdminAction;
  };
}

/** What can be done to a station from afar (ADM-28). Each says what will happen. */
export function StationActs({ stationId, name, evses, mayCommand, mayApprove, acts }: StationActsProps) {
  const busy = evses.filter((evse) => evse.busy);
  return (
    <>
      {mayApprove ? (
        <ActDialog
          label="Approve"
          tone="primary"
          title={`Approve ${name}?`}
          consequence="Drivers can pay at its chargers from now on. Check before that it is yours and stands where it should."
          confirm="Approve"
          action={acts.approveQuarantined}
          values={{ stationId }}
        />
      ) : null}
      {mayCommand ? (
        <>
          <ActDialog
            label="Ask status"
            title={`Ask ${name} for its status?`}
            consequence="The station reports the state of every charger. Nothing else changes."
            confirm="Ask"
            action={acts.requestStatus}
            values={{ stationId }}
          />
          <ConnectorAct
            label="Unlock"
            title="Unlock a cable"
            consequence="The lock of the chosen charger opens. A running session there ends."
            action={acts.unlockConnector}
            stationId={stationId}
            evses={evses}
          />
          <ConnectorAct
            label="Availability"
            title="Take a charger out of service, or back"
            consequence="Out of service, nobody can start there. A running session is not interrupted; the change follows after it."
            action={acts.changeAvailability}
            stationId={stationId}
            evses={evses}
            withState
          />
          <ActDialog
            label="Restart"
            tone="danger"
            title={`Restart ${name}?`}
            consequence={
              busy.length === 0
                ? "Nobody charges here. The station is away for one to three minutes."
                : `${busy.length === 1 ? "1 session is" : `${busy.length} sessions are`} running here, at ${busy.map((evse) => evse.label).join(", ")}. A restart ends ${busy.length === 1 ? "it" : "them"}.`
            }
            confirm="Restart"
            action={acts.restartStation}
            values={{ stationId }}
          >
            {busy.length > 0 ? (
              <label className="flex min-h-8 items-center gap-2">
                <input type="checkbox" name="interrupt" value="yes" className="size-4" /> Interrupt{" "}
                {busy.length === 1 ? "the session" : `all ${busy.length} sessions`}
              </label>
            ) : null}
          </ActDialog>
        </>
      ) : null}
    </>
  );
}

interface ConnectorActProps {
  readonly label: string;
  readonly title: string;
  readonly consequence: string;
  readonly action: AdminAction;
  readonly stationId: string;
  readonly evses: StationActsProps["evses"];
  readonly withState?: boolean;
}

const SELECT = "min-h-9 w-full rounded-lg border border-edge bg-surface px-3 text-sm text-ink";

function ConnectorAct({ label, title, consequence, action, stationId, evses, withState }: ConnectorActProps) {
  return (
    <ActDialog
      label={label}
      title={title}
      consequence={consequence}
      confirm={label === "Unlock" ? "Unlock" : "Send"}
      action={action}
      values={{ stationId }}
    >
      <label className="flex flex-col gap-1 font-medium">
        Charger
        <select name="connectorId" className={SELECT}>
          {evses.map((evse) => (
            <option key={evse.connectorId} value={evse.connectorId}>
              {evse.label}
              {evse.busy ? ", charging" : evse.operative ? "" : ", out of service"}
            </option>
          ))}
        </select>
      </label>
      {withState ? (
        <label className="flex flex-col gap-1 font-medium">
          State
          <select name="operative" className={SELECT}>
            <option value="no">Out of service</option>
            <option value="yes">In service</option>
          </select>
        </label>
      ) : null}
    </ActDialog>
  );
}
