import { ago } from "@/components/admin/format";
import { Time } from "@/components/admin/time";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { REGISTERED_STATES } from "@/lib/subscriptions/subscription.model";
import type { SubscriptionDetail } from "@/lib/subscriptions/subscription.queries";
import { CredentialActs } from "./credential-acts";

type Credential = SubscriptionDetail["credentials"][number];

interface CredentialsProps {
  readonly found: SubscriptionDetail;
  readonly zone: string;
  readonly now: Date;
  readonly mayWrite: boolean;
}

function stateOf(
  { purpose, revokedAt, expiresAt, usedAt }: Credential,
  now: Date,
): readonly [BadgeTone, string] {
  if (purpose === "REGISTRATION" && usedAt !== null) return ["neutral", "Used"];
  if (revokedAt !== null) return ["neutral", "Dead"];
  if (expiresAt !== null && expiresAt <= now) return ["neutral", "Expired"];
  if (expiresAt !== null) return ["amber", purpose === "PARTNER" ? "Overlap" : "Waiting"];
  return ["accent", "In use"];
}

/** Tokens by their last characters only (ADM-25): whose, since when, last used. */
export function Credentials({ found, zone, now, mayWrite }: CredentialsProps) {
  const isRegistered = REGISTERED_STATES.includes(found.state);
  return (
    <Card title="Credentials" flush>
      {found.credentials.length === 0 && !found.hasPeerToken ? (
        <p className="px-4 py-3 text-sm text-muted">No token yet.</p>
      ) : null}
      <ul className="divide-y divide-line text-sm">
        {found.hasPeerToken ? (
          <li className="flex items-center justify-between gap-3 px-4 py-2">
            <span>
              The partner's token, for our calls
              <span className="block text-[13px] text-muted">Sealed. {encodingWords(found)}</span>
            </span>
            <Badge tone={isRegistered ? "accent" : "amber"}>{isRegistered ? "In use" : "Waiting"}</Badge>
          </li>
        ) : null}
        {found.credentials.slice(0, 6).map((credential) => (
          <CredentialLine key={credential.id} credential={credential} zone={zone} now={now} />
        ))}
      </ul>
      {mayWrite && isRegistered ? (
        <div className="flex flex-col gap-3 border-t border-line p-4">
          <CredentialActs id={found.id} name={found.name} isLive={found.state === "LIVE"} />
        </div>
      ) : null}
    </Card>
  );
}

function encodingWords({ tokenEncoding, rememberedEncoding }: SubscriptionDetail): string {
  const known = tokenEncoding === "auto" ? rememberedEncoding : tokenEncoding;
  if (known === null) return "Its spelling is found out at the first call.";
  return known === "raw" ? "Written as it is." : "Written in Base64.";
}

function CredentialLine({
  credential,
  zone,
  now,
}: {
  readonly credential: Credential;
  readonly zone: string;
  readonly now: Date;
}) {
  const [tone, word] = stateOf(credential, now);
  const { purpose, hint, createdAt, usedAt, expiresAt, revokedAt } = credential;
  return (
    <li className="flex items-center justify-between gap-3 px-4 py-2">
      <span className="min-w-0">
        <code className="font-mono text-[13px]">…{hint}</code>{" "}
        {purpose === "PARTNER" ? "for the partner's calls" : "to register with"}
        <span className="block text-[13px] text-muted">
          <Time at={createdAt} zone={zone} />
          {purpose === "PARTNER" ? ` · ${usedAt ? `used ${ago(usedAt, now)}` : "not used yet"}` : ""}
          {expiresAt && !revokedAt ? (
            <>
              {" · until "}
              <Time at={expiresAt} zone={zone} />
            </>
          ) : null}
        </span>
      </span>
      <Badge tone={tone}>{word}</Badge>
    </li>
  );
}
