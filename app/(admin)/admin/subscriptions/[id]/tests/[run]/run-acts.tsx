import { ActDialog } from "@/components/admin/act-dialog";
import { leaveOut, stopTest } from "../actions";

interface ActProps {
  readonly values: Readonly<Record<string, string>>;
}

/** Ends the run that is under way. */
export function StopRun({ values, number }: ActProps & { readonly number: number }) {
  return (
    <ActDialog
      label="End the run"
      tone="danger"
      title={`End run ${number}?`}
      consequence="What was seen stays. The run counts as not passed; a session that charges goes on until it is stopped."
      confirm="End the run"
      action={stopTest}
      values={values}
    />
  );
}

/** Goes on without the optional step that is being tried. */
export function LeaveOut({ values }: ActProps) {
  return (
    <p>
      <ActDialog
        label="Leave this step out"
        title="Leave this step out?"
        consequence="The report says that you did. Without it the run can still pass."
        confirm="Leave it out"
        action={leaveOut}
        values={values}
      />
    </p>
  );
}
