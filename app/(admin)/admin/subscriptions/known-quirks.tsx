import { CircleCheck, CircleDashed, ExternalLink, Hand, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { ActDialog } from "@/components/admin/act-dialog";
import { CheckField } from "@/components/admin/subscriptions/check-field";
import { settingName, settingValue } from "@/components/admin/subscriptions/quirk-words";
import { Time } from "@/components/admin/time";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import type { ProviderProfile } from "@/lib/terminals/provider.model";
import type { QuirkChange, QuirkState, QuirkView } from "@/lib/terminals/quirks.rules";
import { switchQuirk, takeAllQuirks } from "./quirk-actions";

interface KnownQuirksProps {
  readonly profile: ProviderProfile;
  readonly views: readonly QuirkView[];
  /** The connection, and its settings as they are shown. */
  readonly values: { readonly id: string; readonly seen: string };
  readonly zone: string;
  readonly disabled: boolean;
}

const STATE: Readonly<Record<QuirkState, readonly [BadgeTone, LucideIcon, string]>> = {
  on: ["accent", CircleCheck, "On"],
  off: ["neutral", CircleDashed, "Off"],
  against: ["amber", Hand, "Set otherwise"],
};

/** What a provider is known to want: each quirk with what it does, and one button for all of them. */
export function KnownQuirks({ profile, views, values, zone, disabled }: KnownQuirksProps) {
  const on = views.filter(({ state }) => state === "on").length;
  return (
    <Card
      title={`Known of ${profile.name}`}
      aside={
        views.length > 0 ? (
          <span className="text-[13px] text-muted">{`${on} of ${views.length} on`}</span>
        ) : null
      }
      flush
    >
      {views.length === 0 ? (
        <p className="p-4 text-sm text-muted">No quirk is known. What you find out goes into the form.</p>
      ) : (
        <>
          <ul className="divide-y divide-line">
            {views.map((view) => (
              <QuirkRow key={view.quirk.key} view={view} values={values} zone={zone} disabled={disabled} />
            ))}
          </ul>
          {disabled ? null : (
            <div className="flex flex-wrap items-center gap-3 border-t border-line p-4">
              <TakeAll profile={profile} views={views} values={values} zone={zone} />
            </div>
          )}
        </>
      )}
    </Card>
  );
}

function QuirkRow({
  view,
  values,
  zone,
  disabled,
}: { readonly view: QuirkView } & Pick<KnownQuirksProps, "values" | "zone" | "disabled">) {
  const { quirk, state, changes } = view;
  const [tone, icon, word] = STATE[state];
  const to = state === "on" ? "off" : "on";
  // The badge says it already.
  const isTold = ({ name, byHand }: QuirkChange) => byHand !== null || settingName(name) !== quirk.label;
  return (
    <li className="flex flex-col gap-2 p-4 text-sm">
      <div className="flex flex-wrap items-start justify-between gap-x-3 gap-y-1">
        <h3 className="min-w-0 flex-1 leading-6 font-medium">{quirk.label}</h3>
        <Badge tone={tone} icon={icon}>
          {word}
        </Badge>
      </div>
      <p className="text-[13px] text-muted">{quirk.why}</p>
      <Effects changes={changes.filter(isTold)} zone={zone} label={quirk.label} />
      {disabled ? null : (
        <div className="flex flex-wrap items-center gap-3">
          <ActDialog
            label={`Switch ${to}`}
            title={`Switch ${to}: ${quirk.label}`}
            consequence={
              <>
                {state === "on" ? "Back to what is usual." : quirk.why} The next message to the partner
                counts.
                <Effects changes={changes} zone={zone} label={quirk.label} undo={state === "on"} />
              </>
            }
            confirm={`Switch ${to}`}
            action={switchQuirk}
            values={{ ...values, quirk: quirk.key, to }}
          />
        </div>
      )}
    </li>
  );
}

/** Each setting with what it is and what it becomes, and who has set it otherwise. */
function Effects({
  changes,
  zone,
  label,
  undo = false,
}: {
  readonly changes: readonly QuirkChange[];
  readonly zone: string;
  /** Of the quirk: a setting of the same name is not named again. */
  readonly label: string;
  readonly undo?: boolean;
}) {
  if (changes.length === 0) return null;
  return (
    <ul className="mt-1 flex flex-col gap-1 text-[13px]">
      {changes.map(({ name, from, to, byHand }) => (
        <li key={name} className="text-ink">
          {settingName(name) === label ? "" : `${settingName(name)}: `}
          {from === to ? (
            <span className="font-medium">{undo ? `no longer ${settingValue(to)}` : settingValue(to)}</span>
          ) : (
            <>
              {settingValue(from)} <span aria-hidden="true">→</span>
              <span className="sr-only">becomes</span> <span className="font-medium">{settingValue(to)}</span>
            </>
          )}
          {byHand ? <ByHand byHand={byHand} zone={zone} /> : null}
        </li>
      ))}
    </ul>
  );
}

function ByHand({
  byHand,
  zone,
}: {
  readonly byHand: NonNullable<QuirkChange["byHand"]>;
  readonly zone: string;
}): ReactNode {
  return (
    <span className="block text-amber">
      Set by hand{byHand.byName ? ` by ${byHand.byName}` : ""}
      {byHand.at ? (
        <>
          , <Time at={byHand.at} zone={zone} />
        </>
      ) : null}
    </span>
  );
}

function TakeAll({
  profile,
  views,
  values,
  zone,
}: Pick<KnownQuirksProps, "profile" | "views" | "values" | "zone">) {
  const off = views.filter(({ state }) => state === "off");
  const against = views.filter(({ state }) => state === "against");
  const many = off.length + against.length;
  return (
    <ActDialog
      label={many === 0 ? "All are on" : many === 1 ? "Take the one that is left" : `Take all ${many}`}
      disabled={many === 0}
      tone="primary"
      title={`Take what is known of ${profile.name}`}
      consequence={
        off.length === 0
          ? "Everything that is left was set otherwise by hand. Nothing changes unless you tick it."
          : `${off.length === 1 ? "One quirk is" : `${off.length} quirks are`} switched on. The next message to the partner counts, and each can be switched off again alone.`
      }
      confirm="Take them"
      action={takeAllQuirks}
      values={values}
    >
      {off.length > 0 ? (
        <ul className="flex flex-col gap-3">
          {off.map(({ quirk, changes }) => (
            <li key={quirk.key}>
              <span className="font-medium">{quirk.label}</span>
              <Effects changes={changes} zone={zone} label={quirk.label} />
            </li>
          ))}
        </ul>
      ) : null}
      {against.length > 0 ? (
        <fieldset className="border-t border-line pt-3">
          <legend className="sr-only">Set otherwise by hand</legend>
          <p className="text-[13px] text-muted">
            Set otherwise by hand. These stay as they are, unless you tick them:
          </p>
          {against.map(({ quirk, changes }) => (
            <CheckField
              key={quirk.key}
              name={`overrule_${quirk.key}`}
              label={quirk.label}
              help={<Effects changes={changes} zone={zone} label={quirk.label} />}
            />
          ))}
        </fieldset>
      ) : null}
    </ActDialog>
  );
}

/** The provider's documents, what we know besides, and what must be asked because it is not public. */
export function KnownDocuments({ profile }: { readonly profile: ProviderProfile }) {
  return (
    <Card title="Documents and notes">
      <div className="flex flex-col gap-4 text-sm">
        {profile.documents.length === 0 ? (
          <p className="text-muted">No public document is known.</p>
        ) : (
          <ul className="flex flex-col gap-1">
            {profile.documents.map(({ label, url }) => (
              <li key={url}>
                <a
                  href={url}
                  target="_blank"
                  rel="noreferrer"
                  className="inline-flex min-h-8 items-center gap-1.5 underline decoration-line underline-offset-2 hover:decoration-ink"
                >
                  {label}
                  <Icon icon={ExternalLink} size={14} className="shrink-0 text-muted" />
                </a>
              </li>
            ))}
          </ul>
        )}
        <Points title="Good to know" points={profile.notes} />
        <Points title="Ask the provider" points={profile.toAsk} />
      </div>
    </Card>
  );
}

function Points({ title, points }: { readonly title: string; readonly points: readonly string[] }) {
  return (
    <div>
      <h3 className="font-medium">{title}</h3>
      <ul className="mt-1 flex list-disc flex-col gap-1 pl-4 text-[13px] text-muted">
        {points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
    </div>
  );
}
