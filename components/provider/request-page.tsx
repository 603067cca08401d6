import { Icon, type IconName } from "@/components/driver/icons";
import type { SubscriptionState } from "@/lib/subscriptions/connection.model";
import type { RequestView } from "@/lib/subscriptions/request.model";
import { WRITABLE_STATES } from "@/lib/subscriptions/subscription.model";
import type { Faults } from "./fields";
import { type FormValues, formValues, RequestForm } from "./request-form";

interface RequestPageProps {
  readonly view: RequestView;
  readonly path: string;
  /** What was typed, when it could not be taken. */
  readonly typed: { readonly values: FormValues; readonly faults: Faults } | null;
}

type Look = readonly [kind: "ok" | "wait" | "bad", icon: IconName, text: (client: string) => string];

/** Where the request stands, in one sentence for the provider. */
const STATES: Readonly<Record<SubscriptionState, Look>> = {
  DRAFT: [
    "wait",
    "document",
    (client) => `Tell ${client} about your platform. You can correct it until somebody reviews it.`,
  ],
  REQUESTED: [
    "ok",
    "check",
    (client) => `${client} has your request. You can still correct it until somebody reviews it.`,
  ],
  IN_REVIEW: [
    "wait",
    "clock",
    (client) => `${client} is reviewing your request. It can not be changed meanwhile.`,
  ],
  CHANGES_NEEDED: ["wait", "alert", (client) => `${client} asks you to change something:`],
  REJECTED: ["bad", "cross", (client) => `${client} has declined this request:`],
  APPROVED: ["ok", "check", (client) => `Approved. Next, ${client} exchanges registration tokens with you.`],
  CREDENTIALS_EXCHANGED: ["ok", "check", () => "Registered. Next, the connection is tested."],
  TESTING: ["wait", "clock", () => "The connection is being tested."],
  TEST_PASSED: [
    "ok",
    "check",
    (client) => `The test has passed. ${client} decides when the connection goes live.`,
  ],
  LIVE: ["ok", "bolt", () => "The connection is live."],
  SUSPENDED: ["bad", "pause", (client) => `${client} has suspended the connection.`],
  TERMINATED: ["bad", "cross", () => "The connection has ended."],
};

/** What the provider sees behind its link: where things stand, and the form while it can be written. */
export function RequestPage({ view, path, typed }: RequestPageProps) {
  const [kind, icon, text] = STATES[view.state];
  const saysWhy = view.state === "CHANGES_NEEDED" || view.state === "REJECTED";
  const count = Object.keys(typed?.faults ?? {}).length;
  return (
    <>
      <h1>Connect your payment terminals with {view.clientName}</h1>
      <div className={`note ${kind}`} role="status">
        <Icon name={icon} />
        <div>
          <p>{text(view.clientName)}</p>
          {saysWhy && view.reviewNote ? <p>“{view.reviewNote}”</p> : null}
        </div>
      </div>
      {count > 0 ? (
        <div className="note bad" role="alert">
          <Icon name="alert" />
          <p>
            {count === 1 ? "One field needs" : `${count} fields need`} a correction. Nothing has been sent
            yet.
          </p>
        </div>
      ) : null}
      <Facts view={view} />
      {WRITABLE_STATES.includes(view.state) ? (
        <RequestForm
          values={typed?.values ?? formValues(view)}
          faults={typed?.faults ?? {}}
          action={path}
          submit={view.state === "DRAFT" ? "Send the request" : "Send the corrected request"}
        />
      ) : (
        <Summary view={view} />
      )}
    </>
  );
}

function Facts({ view }: { readonly view: RequestView }) {
  return (
    <dl className="card list">
      <dt>Environment</dt>
      <dd>{view.environment === "ACCEPTANCE" ? "Acceptance" : "Production"}</dd>
      <dt>{view.cpos.length === 1 ? "Operator" : "Operators"}</dt>
      <dd>
        {view.cpos.map(({ name, countryCode, partyId }) => `${name} (${countryCode}*${partyId})`).join(", ")}
      </dd>
      <dt>This link works until</dt>
      <dd>{view.expiresAt.toISOString().slice(0, 10)}</dd>
    </dl>
  );
}

function Summary({ view }: { readonly view: RequestView }) {
  const { values } = view;
  const rows: readonly (readonly [string, string])[] = [
    ["Party", `${values.countryCode ?? "–"}*${values.partyId ?? "–"}`],
    ["Tokens begin with", `${values.prefix ?? ""}${values.separator ?? ""}`],
    ["Version", values.version ?? "–"],
    ["Modules", values.modules.join(", ")],
    ["Role", values.peerRole],
    ["Contact", [values.contactName, values.contactEmail].filter(Boolean).join(", ")],
  ];
  return (
    <section className="card">
      <h2>Your request</h2>
      <dl className="list">
        {rows.map(([label, value]) => (
          <div key={label} className="row">
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
