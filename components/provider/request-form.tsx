import type { RequestView } from "@/lib/subscriptions/request.model";
import { REQUEST_MODULES } from "@/lib/subscriptions/request.model";
import { Choice, Fault, type Faults, TextBox, TextInput } from "./fields";

/** The fields as texts: what was stored, or what was just typed. */
export interface FormValues {
  readonly countryCode: string;
  readonly partyId: string;
  readonly prefix: string;
  readonly separator: string;
  readonly version: string;
  readonly modules: readonly string[];
  readonly peerRole: string;
  readonly versionsUrl: string;
  readonly hosts: string;
  readonly contactName: string;
  readonly contactEmail: string;
  readonly contactPhone: string;
  readonly note: string;
}

/** The stored request as the form shows it. */
export function formValues({ values }: RequestView): FormValues {
  return {
    countryCode: values.countryCode ?? "",
    partyId: values.partyId ?? "",
    prefix: values.prefix ?? "",
    separator: values.separator ?? "",
    version: values.version ?? "",
    modules: values.modules,
    peerRole: values.peerRole,
    versionsUrl: values.versionsUrl ?? "",
    hosts: values.hosts.join("\n"),
    contactName: values.contactName ?? "",
    contactEmail: values.contactEmail ?? "",
    contactPhone: values.contactPhone ?? "",
    note: values.note ?? "",
  };
}

const MODULE_WORDS: Readonly<Record<string, string>> = {
  locations: "Chargers and their status",
  tariffs: "Wholesale prices",
  sessions: "Running sessions",
  cdrs: "Bills, from which you capture",
  commands: "Start and stop",
  tokens: "Charge cards; never ad-hoc tokens",
  payments: "Terminals and captures; 2.3.0, on 2.2.1 as the Direct Payment extension if agreed",
  chargingprofiles: "Smart charging; since 2.2.1",
  hubclientinfo: "Parties behind a hub; since 2.2.1",
};

interface RequestFormProps {
  readonly values: FormValues;
  readonly faults: Faults;
  readonly action: string;
  readonly submit: string;
}

/** The request of a provider of payment terminals. An ordinary form: it needs neither an account nor a script. */
export function RequestForm({ values, faults, action, submit }: RequestFormProps) {
  return (
    <form className="stack" method="post" action={action} noValidate>
      <PartySection values={values} faults={faults} />
      <OcpiSection values={values} faults={faults} />
      <HostSection values={values} faults={faults} />
      <ContactSection values={values} faults={faults} />
      <p>
        <button className="btn go send" type="submit">
          {submit}
        </button>
      </p>
    </form>
  );
}

type SectionProps = Pick<RequestFormProps, "values" | "faults">;

function PartySection({ values, faults }: SectionProps) {
  return (
    <section className="card stack">
      <h2>Your party and your tokens</h2>
      <div className="pair">
        <TextInput
          name="countryCode"
          label="Country code"
          help="Two letters, such as NL."
          value={values.countryCode}
          faults={faults}
          className="mono"
          maxLength={2}
          required
        />
        <TextInput
          name="partyId"
          label="Party id"
          help="Three letters or digits, as registered."
          value={values.partyId}
          faults={faults}
          className="mono"
          maxLength={3}
          required
        />
        <TextInput
          name="prefix"
          label="Token prefix"
          help="Exactly three letters or digits. Every ad-hoc token begins with it."
          value={values.prefix}
          faults={faults}
          className="mono"
          maxLength={3}
          required
        />
        <TextInput
          name="separator"
          label="Separator"
          help="One special character behind the prefix, such as - or :"
          value={values.separator}
          faults={faults}
          className="mono"
          maxLength={1}
          required
        />
      </div>
      <Choice
        name="peerRole"
        label="Role in OCPI"
        value={values.peerRole}
        faults={faults}
        options={[
          ["PTP", "PTP, payment terminal provider"],
          ["EMSP", "EMSP"],
          ["OTHER", "OTHER"],
        ]}
      />
    </section>
  );
}

function OcpiSection({ values, faults }: SectionProps) {
  return (
    <section className="card stack">
      <h2>OCPI</h2>
      <Choice
        name="version"
        label="Version"
        value={values.version}
        faults={faults}
        required
        options={[
          ["", "Choose"],
          ["2.3.0", "2.3.0 with payments"],
          ["2.2.1", "2.2.1"],
          ["2.1.1", "2.1.1"],
        ]}
      />
      <fieldset aria-describedby={faults.modules ? "modules-fault" : undefined}>
        <legend>
          <b>Modules that you use</b>
        </legend>
        <div className="checks">
          {REQUEST_MODULES.map((module) => (
            <label key={module} className="check">
              <input
                type="checkbox"
                name="modules"
                value={module}
                defaultChecked={values.modules.includes(module)}
              />
              <span>
                <b>{module}</b>
                <br />
                <span className="m s">{MODULE_WORDS[module]}</span>
              </span>
            </label>
          ))}
        </div>
        {faults.modules ? <Fault id="modules-fault" text={faults.modules} /> : null}
      </fieldset>
      <p className="m s">
        You start and stop with START_SESSION and STOP_SESSION; the ad-hoc token rides in START_SESSION and
        nowhere else.
      </p>
    </section>
  );
}

function HostSection({ values, faults }: SectionProps) {
  return (
    <section className="card stack">
      <h2>Where we call you</h2>
      <TextInput
        name="versionsUrl"
        label="Versions address, if you have it already"
        help="https://…/versions"
        type="url"
        value={values.versionsUrl}
        faults={faults}
        maxLength={255}
      />
      <TextBox
        name="hosts"
        label="Hosts of your endpoints and response URLs"
        help="One per line, with the port unless it is 443. We call these hosts and no others."
        value={values.hosts}
        faults={faults}
        maxLength={2_000}
      />
    </section>
  );
}

function ContactSection({ values, faults }: SectionProps) {
  return (
    <section className="card stack">
      <h2>Whom we can ask</h2>
      <TextInput
        name="contactName"
        label="Name"
        value={values.contactName}
        faults={faults}
        maxLength={120}
        autoComplete="name"
        required
      />
      <div className="pair">
        <TextInput
          name="contactEmail"
          label="E-mail"
          type="email"
          value={values.contactEmail}
          faults={faults}
          maxLength={160}
          autoComplete="email"
          required
        />
        <TextInput
          name="contactPhone"
          label="Telephone, if you like"
          type="tel"
          value={values.contactPhone}
          faults={faults}
          maxLength={30}
          autoComplete="tel"
        />
      </div>
      <TextBox
        name="note"
        label="Anything we should know"
        help="Peculiarities of your platform, models of terminals, who hands out the registration token."
        value={values.note}
        faults={faults}
        maxLength={2_000}
      />
    </section>
  );
}
