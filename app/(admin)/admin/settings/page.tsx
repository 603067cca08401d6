import { notFound } from "next/navigation";
import { ActForm, SelectField, TextField } from "@/components/admin/act-form";
import { Chips } from "@/components/admin/filters";
import { amount } from "@/components/admin/format";
import { Notice } from "@/components/admin/notice";
import { PageHead, Pairs } from "@/components/admin/page-parts";
import { SettingsTabs } from "@/components/admin/settings-tabs";
import { Time } from "@/components/admin/time";
import { Card } from "@/components/ui/card";
import { listPspAccounts } from "@/lib/billing/admin.queries";
import { may } from "@/lib/tenants/access.rules";
import {
  FLAGGED_POLICIES,
  type FlaggedPolicy,
  PARAMETER_BOUNDS,
  PARAMETER_NAMES,
  type ParameterName,
  parametersFor,
} from "@/lib/tenants/parameters.model";
import type { CpoRow } from "@/lib/tenants/tenants.queries";
import { adminPage } from "../../_guard/admin-page";
import { settingsTabs } from "../../_guard/settings-tabs";
import { connectProvider, saveCpo, saveFlaggedPolicy } from "./actions";

const PATH = "/admin/settings";

export default adminPage("settings.read", async ({ context, scope, client, principal, zone }, { query }) => {
  const cpos = client.cpos.filter((cpo) => scope.cpoIds.includes(cpo.id));
  const cpo = cpos.find((candidate) => candidate.id === query.cpo) ?? cpos[0];
  if (!cpo) notFound();
  const accounts = await listPspAccounts(context, scope, cpo.id);
  return (
    <>
      <PageHead title="Settings" />
      <SettingsTabs tabs={settingsTabs(principal.role)} current={PATH} />
      {cpos.length > 1 ? (
        <div className="mb-4">
          <Chips
            label="Operator"
            name="cpo"
            path={PATH}
            query={{ cpo: cpo.id }}
            chips={cpos.map((candidate) => ({ value: candidate.id, label: candidate.name }))}
          />
        </div>
      ) : null}
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[minmax(0,1fr)_26rem]">
        <Card title={`${cpo.name}, ${cpo.countryCode}*${cpo.partyId}`}>
          <LegalForm key={cpo.id} cpo={cpo} mayWrite={may(principal.role, "settings.write")} />
        </Card>
        <div className="flex flex-col gap-4">
          <Provider cpo={cpo} accounts={accounts} mayWrite={may(principal.role, "psp.write")} zone={zone} />
          <Card title="Selling">
            <Pairs
              pairs={[
                ["Mode", cpo.mode === "LIVE" ? "Live" : "Test"],
                ["Currency", cpo.currency],
                ["VAT", `${cpo.vatPercent} %`],
                [
                  "Holds on AC",
                  cpo.holdPresetsAcMinor.map((minor) => amount(minor, cpo.currency)).join(", "),
                ],
                [
                  "Holds on DC",
                  cpo.holdPresetsDcMinor.map((minor) => amount(minor, cpo.currency)).join(", "),
                ],
                ["Receipt numbers", `${cpo.receiptPrefix}…`],
              ]}
            />
          </Card>
          <FlaggedSessions
            key={`flagged ${cpo.id}`}
            cpo={cpo}
            mayWrite={may(principal.role, "settings.write")}
          />
          <Card title="Times and limits">
            <Pairs pairs={parameterPairs(cpo)} />
          </Card>
        </div>
      </div>
    </>
  );
});

function LegalForm({ cpo, mayWrite }: { readonly cpo: CpoRow; readonly mayWrite: boolean }) {
  return (
    <ActForm action={saveCpo} values={{ cpoId: cpo.id }} submit="Save" disabled={!mayWrite}>
      <TextField name="name" label="Name that drivers know" value={cpo.name} required />
      <TextField
        name="legalName"
        label="Legal name"
        help="Stands on every price page and receipt as the seller."
        value={cpo.legalName}
        required
      />
      <TextField name="street" label="Street and number" value={cpo.street} required />
      <TextField name="postalCode" label="Postal code" value={cpo.postalCode} required />
      <TextField name="city" label="City" value={cpo.city} required />
      <TextField
        name="country"
        label="Country"
        help="Two letters, such as NL."
        value={cpo.country}
        required
      />
      <TextField
        name="vatId"
        label="VAT number"
        help="With its country. Required on the receipt: VAT Directive, Art. 226."
        value={cpo.vatId}
        required
      />
      <TextField name="registrationNumber" label="Register number" value={cpo.registrationNumber} />
      <TextField
        name="supportPhone"
        label="Help line"
        help="In international form. Printed on the sticker and shown on every page."
        type="tel"
        value={cpo.supportPhone}
        required
      />
      <TextField
        name="supportEmail"
        label="E-mail for drivers"
        type="email"
        value={cpo.supportEmail}
        required
      />
      <TextField name="supportHours" label="Hours of the help line" value={cpo.supportHours} required />
      <TextField name="termsUrl" label="Terms" type="url" value={cpo.termsUrl} />
      <TextField name="privacyUrl" label="Privacy notice" type="url" value={cpo.privacyUrl} />
      <TextField
        name="imprintUrl"
        label="Imprint"
        type="url"
        help="Required in Germany."
        value={cpo.imprintUrl}
      />
      <TextField
        name="brandAccent"
        label="Brand colour"
        help="Like #0a7f4f. Replaces the green on driver pages if it can be read on white."
        value={cpo.brandAccent}
      />
    </ActForm>
  );
}

interface ProviderProps {
  readonly cpo: CpoRow;
  readonly accounts: Awaited<ReturnType<typeof listPspAccounts>>;
  readonly mayWrite: boolean;
  readonly zone: string;
}

function Provider({ cpo, accounts, mayWrite, zone }: ProviderProps) {
  const working = accounts.find((account) => account.disabledAt === null);
  return (
    <Card title="Payment provider">
      {working ? (
        <Pairs
          pairs={[
            ["Provider", "Mollie"],
            ["Profile", working.profileName],
            ["Key", `${working.mode === "LIVE" ? "live" : "test"}_ … ${working.keyLast4}`],
            ["Connected", <Time key="t" at={working.createdAt} zone={zone} style="date" />],
          ]}
        />
      ) : (
        <Notice tone="amber">No key yet: drivers can not pay at the chargers of this operator.</Notice>
      )}
      {mayWrite ? (
        <div className="mt-4">
          <ActForm action={connectProvider} values={{ cpoId: cpo.id }} submit="Check and connect">
            <TextField
              name="apiKey"
              label={working ? "Another key" : "Key of your Mollie profile"}
              help={`From Mollie’s dashboard, Developers, API keys: begins with ${cpo.mode === "LIVE" ? "live_" : "test_"}. It is stored encrypted and never shown again.`}
              type="password"
              autoComplete="new-password"
              required
            />
          </ActForm>
        </div>
      ) : null}
    </Card>
  );
}

function FlaggedSessions({ cpo, mayWrite }: { readonly cpo: CpoRow; readonly mayWrite: boolean }) {
  return (
    <Card title="Flagged sessions">
      <ActForm action={saveFlaggedPolicy} values={{ cpoId: cpo.id }} submit="Save" disabled={!mayWrite}>
        <SelectField
          name="flaggedPolicy"
          label="When nobody has decided before the hold ends"
          help="Charging needs a price that can be computed. Sessions under calibration law without valid signed values are never charged by themselves (MessEG § 33)."
          value={parametersFor(cpo).flaggedPolicy}
          options={FLAGGED_POLICIES.map((policy) => [policy, FLAGGED_WORDS[policy]])}
        />
      </ActForm>
    </Card>
  );
}

function parameterPairs(cpo: CpoRow): (readonly [string, string])[] {
  const values = parametersFor(cpo);
  return PARAMETER_NAMES.map(
    (name) => [PARAMETER_BOUNDS[name].label, parameterText(name, values[name], cpo.currency)] as const,
  );
}

const FLAGGED_WORDS: Readonly<Record<FlaggedPolicy, string>> = {
  RELEASE: "Give the hold back",
  CAPTURE: "Charge the frozen price",
};

function parameterText(name: ParameterName, value: number, currency: string): string {
  switch (PARAMETER_BOUNDS[name].unit) {
    case "s":
      return value % 3600 === 0 ? `${value / 3600} h` : value % 60 === 0 ? `${value / 60} min` : `${value} s`;
    case "minor":
      return amount(value, currency);
    case "Wh":
      return `${value} Wh`;
    case "days":
      return `${value} days`;
    default:
      return String(value);
  }
}
