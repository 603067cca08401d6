import { notFound } from "next/navigation";
import { Fragment } from "react";
import { ActForm, SelectField, TextField } from "@/components/admin/act-form";
import { PageHead } from "@/components/admin/page-parts";
import { Status } from "@/components/admin/status";
import { CheckField } from "@/components/admin/subscriptions/check-field";
import { PUSHES, SWITCHES } from "@/components/admin/subscriptions/quirk-words";
import { SubscriptionTabs } from "@/components/admin/subscriptions/tabs";
import { environmentWords, MODULE_WORDS } from "@/components/admin/subscriptions/words";
import { Card } from "@/components/ui/card";
import {
  CONNECTION_VERSIONS,
  type ConnectionSettings,
  connectionSettingsSchema,
} from "@/lib/subscriptions/connection.model";
import { readHandSet } from "@/lib/subscriptions/hand-set.queries";
import { REQUEST_MODULES } from "@/lib/subscriptions/request.model";
import { settingsSeen } from "@/lib/subscriptions/settings.rules";
import { REGISTERED_STATES, SUBSCRIPTION_MACHINE } from "@/lib/subscriptions/subscription.model";
import { readSubscription, type SubscriptionDetail } from "@/lib/subscriptions/subscription.queries";
import { may } from "@/lib/tenants/access.rules";
import { viewQuirks } from "@/lib/terminals/quirks.rules";
import { providerOf } from "@/lib/terminals/registry";
import { adminPage, uuidParam } from "../../../../_guard/admin-page";
import { KnownDocuments, KnownQuirks } from "../../known-quirks";
import { saveSettings } from "../../settings-action";

export default adminPage("subscription.read", async ({ context, scope, principal, zone }, route) => {
  const id = uuidParam(route);
  const found = id && (await readSubscription(context, scope, id));
  if (!found) notFound();
  const profile = providerOf(found.provider);
  const settings = connectionSettingsSchema.parse(found.settings ?? {});
  const views = viewQuirks(profile.quirks, settings, await readHandSet(context, scope, found.id));
  const disabled =
    !may(principal.role, "subscription.write") || SUBSCRIPTION_MACHINE.final.includes(found.state);
  return (
    <>
      <PageHead
        back={{ href: "/admin/subscriptions", label: "Subscriptions" }}
        title={found.name}
        badge={<Status of="subscription" state={found.state} />}
        detail={`${profile.name} · ${environmentWords(found.environment)}`}
      />
      <SubscriptionTabs id={found.id} current="/settings" />
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[minmax(0,38rem)_minmax(0,1fr)] xl:grid-rows-[auto_1fr]">
        {/* On a narrow screen above the long form, where it is found. */}
        <div className="min-w-0 xl:order-2">
          <KnownQuirks
            profile={profile}
            views={views}
            values={{ id: found.id, seen: settingsSeen(found.settings) }}
            zone={zone}
            disabled={disabled}
          />
        </div>
        <Card title="Agreement and quirks" className="min-w-0 xl:order-1 xl:row-span-2">
          <ActForm action={saveSettings} values={{ id: found.id }} submit="Save" disabled={disabled}>
            {/* New fields for new values, also when they came by a quirk; what the form has answered stays. */}
            <Fragment key={found.updatedAt.getTime()}>
              <AgreementFields found={found} />
              <WireFields found={found} settings={settings} />
              <QuirkFields settings={settings} />
            </Fragment>
          </ActForm>
        </Card>
        <div className="min-w-0 xl:order-3">
          <KnownDocuments profile={profile} />
        </div>
      </div>
    </>
  );
});

const LEGEND = "text-sm font-semibold";

function AgreementFields({ found }: { readonly found: SubscriptionDetail }) {
  const isRegistered = REGISTERED_STATES.includes(found.state);
  const versions = isRegistered
    ? CONNECTION_VERSIONS.filter((version) => version === found.version)
    : CONNECTION_VERSIONS;
  return (
    <fieldset className="flex flex-col gap-4">
      <legend className="sr-only">Agreement</legend>
      <p className={LEGEND}>Agreement</p>
      <SelectField
        name="version"
        label="OCPI version"
        value={found.version ?? ""}
        help={isRegistered ? "Agreed by the registration. Begin it anew to change the version." : ""}
        options={[
          ...(isRegistered ? [] : [["", "to be agreed"] as const]),
          ...versions.map((version) => [version, version] as const),
        ]}
      />
      <div>
        <p className="text-sm font-medium">Modules</p>
        <div className="grid gap-x-4 sm:grid-cols-2">
          {REQUEST_MODULES.map((module) => (
            <CheckField
              key={module}
              name={`module_${module}`}
              label={module}
              help={MODULE_WORDS[module]}
              checked={found.modules.includes(module)}
            />
          ))}
        </div>
      </div>
      <CheckField
        name="directPayment"
        label="Direct Payment extension on 2.2.1"
        help="Not part of 2.2.1. Switch it on only if the provider asked for it and has the extension of October 2024; a platform without it refuses the messages."
        checked={found.directPayment}
      />
      <TextField
        name="vatPercent"
        label="VAT for 2.1.1, in percent"
        help="2.1.1 can not say VAT. The terminal shows and captures with this rate, as agreed."
        value={found.vatPercent?.toString() ?? ""}
      />
      <CheckField
        name="publishAllCdrs"
        label="Every CDR, however small"
        help="A terminal releases its hold by the CDR, so a session without energy needs one as well."
        checked={found.publishAllCdrs}
      />
    </fieldset>
  );
}

function WireFields({
  found,
  settings,
}: {
  readonly found: SubscriptionDetail;
  readonly settings: ConnectionSettings;
}) {
  return (
    <fieldset className="flex flex-col gap-4 border-t border-line pt-4">
      <legend className="sr-only">On the wire</legend>
      <p className={LEGEND}>On the wire</p>
      <SelectField
        name="tokenEncoding"
        label="Token in the header"
        value={found.tokenEncoding}
        help="A fixed spelling holds in both directions; the other one is refused."
        options={[
          ["auto", "find out, and remember"],
          ["base64", "Base64 (2.2 and later)"],
          ["raw", "as it is (2.1.1)"],
        ]}
      />
      <SelectField
        name="sessionsBy"
        label="Changes of a session"
        value={settings.sessionsBy}
        options={[
          ["PUT", "the whole session (PUT)"],
          ["PATCH", "what has changed (PATCH)"],
        ]}
      />
      <SelectField
        name="preparingAs"
        label="A plugged cable without a session"
        value={settings.preparingAs}
        help="Some terminals refuse to start at a charger that is CHARGING."
        options={[
          ["CHARGING", "is told as CHARGING"],
          ["AVAILABLE", "is told as AVAILABLE"],
        ]}
      />
      <SelectField
        name="authMethodIn211"
        label="Authorisation method in 2.1.1"
        value={settings.authMethodIn211}
        options={[
          ["AUTH_REQUEST", "AUTH_REQUEST"],
          ["WHITELIST", "WHITELIST"],
        ]}
      />
      <div>
        <p className="text-sm font-medium">Pushes</p>
        <p className="text-[13px] text-muted">What is not pushed can still be fetched.</p>
        {PUSHES.map(([name, label]) => (
          <CheckField
            key={name}
            name={`push_${name}`}
            label={label}
            checked={!settings.noPush.includes(name)}
          />
        ))}
      </div>
    </fieldset>
  );
}

function QuirkFields({ settings }: { readonly settings: ConnectionSettings }) {
  return (
    <fieldset className="border-t border-line pt-4">
      <legend className="sr-only">Quirks</legend>
      <p className={LEGEND}>Quirks</p>
      <p className="text-[13px] text-muted">Off unless this partner needs them.</p>
      {SWITCHES.map(([name, label, help]) => (
        <CheckField key={name} name={name} label={label} help={help} checked={settings[name]} />
      ))}
    </fieldset>
  );
}
