// Renders the tables of moves into docs/state-machines.md, so that the page never tells another story than the product.
// `npm run docs:states`; a test fails while the page is out of date.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { isFinal, type StateMachine, toMermaid } from "@/lib/core/state-machine";
import { PAYMENT_MACHINE } from "@/lib/payments/payment.model";
import { SESSION_MACHINE } from "@/lib/sessions/session.model";
import { SUBSCRIPTION_MACHINE } from "@/lib/subscriptions/subscription.model";

export const STATE_PAGE = path.resolve(import.meta.dirname, "../docs/state-machines.md");

function section<S extends string, E extends string>(
  title: string,
  source: string,
  machine: StateMachine<S, E>,
): string {
  const rows = machine.states.map((state) => {
    const leaving = machine.edges.filter((edge) => edge.from === state);
    const moves = leaving.map(({ on, to }) => `${on} → ${to}`).join("<br>");
    return `| ${state} | ${isFinal(machine, state) ? "final" : moves} |`;
  });
  return [
    `## ${title}`,
    `Source: \`${source}\``,
    `\`\`\`mermaid\n${toMermaid(machine)}\n\`\`\``,
    `| state | moves |\n|---|---|\n${rows.join("\n")}`,
  ].join("\n\n");
}

/** The whole page. */
export function statePage(): string {
  return [
    "# State machines",
    "Made by `npm run docs:states` from the tables that the product runs on. Do not edit.",
    "A move that is not in a table is refused. Late and illegal facts are kept in the timeline, and a person is told.",
    section("A charging session", "lib/sessions/session.model.ts", SESSION_MACHINE),
    section("A payment", "lib/payments/payment.model.ts", PAYMENT_MACHINE),
    section(
      "A subscription of a terminal provider",
      "lib/subscriptions/subscription.model.ts",
      SUBSCRIPTION_MACHINE,
    ),
    "",
  ].join("\n\n");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) writeFileSync(STATE_PAGE, statePage());
