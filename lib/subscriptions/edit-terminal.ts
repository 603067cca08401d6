import type { Context } from "@/lib/db/context";
import type { Principal } from "@/lib/tenants/access.model";
import { changeTerminal } from "./change-terminal";
import { type TerminalDetails, terminalDetailsSchema } from "./terminal.model";
import { updateTerminal } from "./terminal.store";

/**
 * Changes what stands about a terminal. Serial number, customer reference and who makes the invoice belong to the provider
 * too: it is told when one of them changes (OCPI payments, PUT). Throws a `ZodError` on bad input.
 */
export async function editTerminal(
  context: Context,
  principal: Principal,
  terminalId: string,
  input: TerminalDetails,
): Promise<void> {
  const details = terminalDetailsSchema.parse(input);
  await changeTerminal(context, principal, terminalId, async (tx, terminal) => {
    await updateTerminal(tx, terminal.id, { ...details, updatedAt: context.clock.now() });
    const isShared =
      details.reference !== terminal.reference ||
      details.customerReference !== terminal.customerReference ||
      details.invoiceCreator !== terminal.invoiceCreator;
    return {
      action: "terminal.edited",
      before: { label: terminal.label, reference: terminal.reference },
      after: { label: details.label, reference: details.reference },
      act: isShared ? "details" : null,
      locationIds: [],
    };
  });
}
