import { type ArmedFault, FAULTS, type FaultDescription } from "../faults.model";
import type { Provider } from "../provider";
import { form } from "./forms";
import { html, type Markup } from "./html";

function row(provider: Provider, fault: FaultDescription, armed: ArmedFault | undefined): Markup {
  const { name, kind, label, description, value } = fault;
  const path = `providers/${provider.id}/faults/${name}`;
  const on = armed !== undefined;
  const detail =
    value === undefined ? null : html` <small>${armed?.value ?? value.standard} ${value.meaning}</small>`;
  const words = html`<span class="words"><b>${label}</b><span>${description}${detail}</span></span>`;
  if (kind === "act") {
    return form(`${path}/press`, {}, html`${words}<button>Do it</button>`, { style: "fault" });
  }
  const times = armed?.times;
  const state = on ? (times === null || times === undefined ? "On" : `On, ${times}×`) : "Off";
  return form(
    path,
    { on: on ? "false" : "true" },
    html`${words}<button class="switch ${on ? "on" : ""}" role="switch" aria-checked="${on ? "true" : "false"}" aria-label="${label}">${state}</button>`,
    { method: "PUT", style: `fault ${on ? "armed" : ""}` },
  );
}

/** Every fault with its switch; those that are on stand in the heading. */
export function faultPanel(provider: Provider): Markup {
  const armed = provider.faults.list();
  const rows = FAULTS.map((fault) =>
    row(
      provider,
      fault,
      armed.find(({ name }) => name === fault.name),
    ),
  );
  const clear =
    armed.length === 0
      ? null
      : form(`providers/${provider.id}/faults`, {}, html`<button>All off</button>`, {
          method: "DELETE",
          style: "clear",
        });
  return html`${clear}<div class="faults">${rows}</div>`;
}

/** "2 on", for the heading of the panel. */
export const faultCount = (provider: Provider): string => {
  const count = provider.faults.list().length;
  return count === 0 ? "all off" : `${count} on`;
};
