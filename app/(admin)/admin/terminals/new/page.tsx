import { ActForm, SelectField, TextField } from "@/components/admin/act-form";
import { Empty, PageHead } from "@/components/admin/page-parts";
import { Card } from "@/components/ui/card";
import { paymentsCodecOf } from "@/lib/ocpi/modules/payments/payments-codec";
import type { ConnectionVersion } from "@/lib/subscriptions/connection.model";
import { listTerminalConnections } from "@/lib/subscriptions/terminal-list.queries";
import { adminPage } from "../../../_guard/admin-page";
import { activateTerminal, addTerminal } from "../actions";

/** A terminal by hand, or one that its provider shall put into service. */
export default adminPage("terminal.write", async ({ context, scope }) => {
  const connections = await listTerminalConnections(context, scope);
  const able = connections.filter(
    ({ version, directPayment }) =>
      paymentsCodecOf({ version: version as ConnectionVersion | null, directPayment }) !== null,
  );
  const options = (list: typeof connections) => list.map(({ id, name }) => [id, name] as const);
  return (
    <>
      <PageHead back={{ href: "/admin/terminals", label: "Terminals" }} title="Add a terminal" />
      {connections.length === 0 ? (
        <Card>
          <Empty title="No provider is connected yet">
            A terminal belongs to the connection with its provider. Begin under Subscriptions.
          </Empty>
        </Card>
      ) : (
        <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
          <Card title="By hand">
            <p className="mb-4 text-sm text-muted">
              For providers that do not report their terminals over OCPI. Nothing is sent to anybody.
            </p>
            <ActForm action={addTerminal} submit="Add the terminal">
              <SelectField name="subscriptionId" label="Connection" options={options(connections)} />
              <TextField
                name="label"
                label="Name"
                help="How your people call it, such as: Kiosk at the entrance."
                required
              />
              <TextField
                name="terminalId"
                label="Provider's id"
                help="Up to 36 characters, as the provider names it."
                required
              />
              <TextField name="reference" label="Serial number" />
              <TextField name="brand" label="Brand" />
              <TextField name="model" label="Model" />
              <TextField
                name="customerReference"
                label="Customer reference"
                help="Your contract at the provider."
              />
            </ActForm>
          </Card>
          <Card title="Put into service by the provider">
            {able.length === 0 ? (
              <p className="text-sm text-muted">
                Needs a connection with the payments module: OCPI 2.3.0, or 2.2.1 with the Direct Payment
                extension.
              </p>
            ) : (
              <>
                <p className="mb-4 text-sm text-muted">
                  For a terminal that is built into a station: the provider is asked to activate it and tells
                  its id.
                </p>
                <ActForm action={activateTerminal} submit="Ask the provider">
                  <SelectField name="subscriptionId" label="Connection" options={options(able)} />
                  <TextField name="label" label="Name" required />
                  <TextField name="reference" label="Serial number" required />
                  <TextField name="customerReference" label="Customer reference" />
                </ActForm>
              </>
            )}
          </Card>
        </div>
      )}
    </>
  );
});
