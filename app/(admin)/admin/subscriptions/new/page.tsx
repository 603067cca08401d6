import { ChevronRight, ExternalLink } from "lucide-react";
import Link from "next/link";
import { ActForm, TextField } from "@/components/admin/act-form";
import { Notice } from "@/components/admin/notice";
import { Empty, PageHead } from "@/components/admin/page-parts";
import { CheckField } from "@/components/admin/subscriptions/check-field";
import { Card } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import type { ProviderProfile } from "@/lib/terminals/provider.model";
import { PROVIDERS } from "@/lib/terminals/registry";
import { adminPage } from "../../../_guard/admin-page";
import type { Admin } from "../../../_guard/open-admin";
import { draftConnection } from "../actions";

export default adminPage("subscription.write", async (admin, route) => {
  const profile = PROVIDERS.find(({ key }) => key === route.query.provider);
  const environment = admin.scope.mode === "TEST" ? "acceptance" : "production";
  return (
    <>
      <PageHead
        back={
          profile
            ? { href: "/admin/subscriptions/new", label: "Another provider" }
            : { href: "/admin/subscriptions", label: "Subscriptions" }
        }
        title={profile ? `Connect ${profile.name}` : "Connect a provider of payment terminals"}
        detail={`Step ${profile ? 2 : 1} of 2 · ${environment}`}
      />
      {admin.scope.mode === "LIVE" ? (
        <div className="mb-4">
          <Notice tone="amber">
            This begins in production. Better begin in acceptance: switch to Test, pass the test there, and
            start production from the tested connection.
          </Notice>
        </div>
      ) : null}
      {profile ? <DraftForm admin={admin} profile={profile} /> : <Choice />}
    </>
  );
});

function Choice() {
  return (
    <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
      {PROVIDERS.map(({ key, name, knownVersions, notes }) => (
        <li key={key}>
          <Link
            href={`/admin/subscriptions/new?provider=${key}`}
            className="flex h-full items-start gap-3 rounded-lg border border-line bg-surface p-4 hover:border-edge"
          >
            <span className="min-w-0 flex-1">
              <span className="block font-semibold">{name}</span>
              <span className="mt-1 block text-[13px] text-muted">{notes[0]}</span>
              <span className="mt-2 block text-[13px]">
                {knownVersions.length > 0 ? `OCPI ${knownVersions.join(", ")}` : "Version to be agreed"}
              </span>
            </span>
            <Icon icon={ChevronRight} size={16} className="mt-1 text-muted" />
          </Link>
        </li>
      ))}
    </ul>
  );
}

function DraftForm({ admin, profile }: { readonly admin: Admin; readonly profile: ProviderProfile }) {
  const cpos = admin.client.cpos.filter(({ mode }) => mode === admin.scope.mode);
  if (cpos.length === 0) return <Empty title="There is no operator in this mode yet" />;
  return (
    <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[minmax(0,36rem)_minmax(0,1fr)]">
      <Card title="The connection">
        <ActForm action={draftConnection} values={{ provider: profile.key }} submit="Begin">
          <TextField
            name="name"
            label="Name"
            help="By which you and your colleagues recognise it."
            value={profile.key === "other" ? "" : profile.name}
            required
          />
          <fieldset>
            <legend className="text-sm font-medium">Operators</legend>
            <p className="text-[13px] text-muted">
              One connection can serve several of your operators. More can be added later without a new
              handshake.
            </p>
            <div className="mt-1">
              {cpos.map((cpo, at) => (
                <CheckField
                  key={cpo.id}
                  name={`cpo_${cpo.id}`}
                  label={cpo.name}
                  help={`${cpo.countryCode}*${cpo.partyId}`}
                  checked={cpos.length === 1 || at === 0}
                />
              ))}
            </div>
          </fieldset>
          <p className="text-[13px] text-muted">
            Next you get a link for the provider. It fills in party, token prefix, version and hosts there,
            without an account.
          </p>
        </ActForm>
      </Card>
      <Profile profile={profile} />
    </div>
  );
}

function Profile({ profile }: { readonly profile: ProviderProfile }) {
  const { name, notes, toAsk, documents, handshake } = profile;
  const start = {
    either: "Either side can start the handshake.",
    provider_gives_token: "The provider usually hands out the registration token.",
    not_known: "Who starts the handshake must be agreed.",
  }[handshake];
  return (
    <Card title={profile.key === "other" ? "What to know" : `What we know about ${name}`}>
      <ul className="flex list-disc flex-col gap-1.5 pl-5 text-sm">
        {[...notes, start].map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
      <h3 className="mt-4 text-sm font-semibold">To ask the provider</h3>
      <ul className="mt-1.5 flex list-disc flex-col gap-1.5 pl-5 text-sm">
        {toAsk.map((question) => (
          <li key={question}>{question}</li>
        ))}
      </ul>
      {documents.length > 0 ? (
        <ul className="mt-4 flex flex-col gap-1 text-sm">
          {documents.map(({ label, url }) => (
            <li key={url}>
              <a
                href={url}
                target="_blank"
                rel="noreferrer"
                className="inline-flex items-center gap-1.5 underline decoration-line underline-offset-2"
              >
                {label} <Icon icon={ExternalLink} size={14} />
              </a>
            </li>
          ))}
        </ul>
      ) : (
        <p className="mt-4 text-[13px] text-muted">No public integration guide is known.</p>
      )}
    </Card>
  );
}
