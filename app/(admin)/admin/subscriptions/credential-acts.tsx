import { NoteField } from "@/components/admin/act-form";
import { RevealForm } from "@/components/admin/subscriptions/reveal-form";
import { reissueToken } from "./actions";
import { rotate } from "./partner-actions";

interface CredentialActsProps {
  readonly id: string;
  readonly name: string;
  readonly isLive: boolean;
}

/** New tokens: by agreement (both sides at once), or by a registration from the beginning. */
export function CredentialActs({ id, name, isLive }: CredentialActsProps) {
  return (
    <>
      <p className="text-[13px] text-muted">
        New tokens on both sides, without a break: calls in flight arrive. Not every partner can do it; if it
        refuses, everything stays as it is.
      </p>
      <RevealForm action={rotate} values={{ id }} submit="Change the tokens" tone="secondary" />
      <details>
        <summary className="w-fit text-sm underline decoration-line underline-offset-2">
          The partner must register anew
        </summary>
        <div className="mt-3 flex flex-col gap-3">
          <p className="text-[13px] text-muted">
            When the partner has lost its tokens, or they can no longer be trusted. Every token of {name} dies
            at once{isLive ? ", its terminals stand still," : ""} and the test must be passed again.
          </p>
          <RevealForm action={reissueToken} values={{ id }} submit="Begin anew" tone="danger">
            <NoteField name="reason" label="Why" />
          </RevealForm>
        </div>
      </details>
    </>
  );
}
