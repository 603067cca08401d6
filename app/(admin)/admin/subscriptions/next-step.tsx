import Link from "next/link";
import { ActDialog } from "@/components/admin/act-dialog";
import { ActForm, NoteField, TextField } from "@/components/admin/act-form";
import { CheckField } from "@/components/admin/subscriptions/check-field";
import { Findings } from "@/components/admin/subscriptions/findings";
import { RevealForm } from "@/components/admin/subscriptions/reveal-form";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { ReviewFinding } from "@/lib/subscriptions/review.model";
import type { SubscriptionDetail } from "@/lib/subscriptions/subscription.queries";
import * as acts from "./actions";
import { registerAgain, registerWithToken } from "./partner-actions";

interface StepProps {
  readonly found: SubscriptionDetail;
  readonly findings: readonly ReviewFinding[];
  /** Live operators, for the production connection. */
  readonly liveCpos: readonly { readonly id: string; readonly name: string }[];
  readonly mayWrite: boolean;
}

/** What happens next, with the one act that leads there. */
export function NextStep(props: StepProps) {
  const content = stepOf(props);
  if (content === null) return null;
  const { title, text, act } = content;
  return (
    <Card title={title} className="border-ink/25">
      <div className="flex flex-col gap-4 text-sm">
        <p className="max-w-prose text-pretty">{text}</p>
        {props.mayWrite ? act : null}
      </div>
    </Card>
  );
}

interface StepContent {
  readonly title: string;
  readonly text: string;
  readonly act: React.ReactNode;
}

function stepOf(props: StepProps): StepContent | null {
  const { found } = props;
  const values = { id: found.id };
  switch (found.state) {
    case "DRAFT":
      return {
        title: "Next: ask the provider",
        text: "Make a link and send it to the provider. It fills in its party, token prefix, version, modules and hosts, without an account.",
        act: <LinkForm found={found} />,
      };
    case "REQUESTED":
      return {
        title: "Next: review the request",
        text: "The provider has sent its request. Take it in hand; until you decide it can no longer be changed.",
        act: (
          <ActForm action={acts.beginReview} values={values} submit="Take into review">
            {null}
          </ActForm>
        ),
      };
    case "IN_REVIEW":
      return {
        title: "Next: decide",
        text: "Check the request against what you agreed with the provider.",
        act: <Decision {...props} />,
      };
    case "CHANGES_NEEDED":
      return {
        title: "Waiting for the provider",
        text: `You asked for: ${found.reviewNote ?? "changes"}`,
        act: <LinkForm found={found} />,
      };
    case "APPROVED":
      return {
        title: "Next: exchange credentials",
        text: "One side gives the other a registration token, and the other side registers with it. Do one of these, as agreed with the provider.",
        act: <Exchange found={found} />,
      };
    default:
      return laterStep(props);
  }
}

function laterStep(props: StepProps): StepContent | null {
  const { found, findings } = props;
  const values = { id: found.id };
  switch (found.state) {
    case "CREDENTIALS_EXCHANGED":
    case "TESTING":
      return {
        title: "Next: pass the test",
        text: "Both sides hold their tokens. The test starts and stops a session and tries what must be refused; a pass is needed before live.",
        act: <TestLink id={found.id} />,
      };
    case "TEST_PASSED":
      return {
        title: "Next: go live",
        text: "The test has passed. Live means that drivers can pay at this provider's terminals.",
        act: (
          <>
            <Findings findings={findings} />
            <ActForm action={acts.openToDrivers} values={values} submit="Go live">
              {null}
            </ActForm>
          </>
        ),
      };
    case "SUSPENDED":
      return {
        title: "Suspended",
        text: "Nobody can start at this provider's terminals. Tokens and registration stay.",
        act: (
          <ActForm action={acts.resume} values={values} submit="Open again">
            {null}
          </ActForm>
        ),
      };
    case "LIVE":
      return productionStep(props);
    default:
      return null;
  }
}

function TestLink({ id }: { readonly id: string }) {
  return (
    <p>
      <Link className={buttonClass("primary")} href={`/admin/subscriptions/${id}/tests`}>
        Open the tests
      </Link>
    </p>
  );
}

function LinkForm({ found }: { readonly found: SubscriptionDetail }) {
  return (
    <RevealForm
      action={acts.makeRequestLink}
      values={{ id: found.id }}
      submit={found.hasRequestLink ? "Make a new link" : "Make the link"}
      tone={found.hasRequestLink ? "secondary" : "primary"}
    />
  );
}

function Decision({ found, findings }: StepProps) {
  const values = { id: found.id };
  const blocked = findings.some(({ weight }) => weight === "blocks");
  return (
    <>
      <Findings findings={findings} />
      <div className="flex flex-wrap items-center gap-2">
        <ActDialog
          label="Approve"
          tone="primary"
          disabled={blocked}
          title={`Approve ${found.name}?`}
          consequence="Credentials can be exchanged afterwards. Nothing is open to drivers yet."
          confirm="Approve"
          action={acts.approveRequest}
          values={values}
        />
        <ActDialog
          label="Ask for changes"
          title="Ask the provider for changes"
          consequence="The provider reads your words behind its link and can correct the request."
          confirm="Send back"
          action={acts.askForChanges}
          values={values}
        >
          <NoteField name="note" label="What must be changed" />
        </ActDialog>
        <ActDialog
          label="Reject"
          tone="danger"
          title={`Reject ${found.name}?`}
          consequence="This is final. The provider reads your words behind its link; its prefix and party are free again."
          confirm="Reject"
          action={acts.rejectRequest}
          values={values}
        >
          <NoteField name="note" label="Why" />
        </ActDialog>
      </div>
      {blocked ? <p className="text-[13px] text-muted">Approve opens when nothing blocks any more.</p> : null}
    </>
  );
}

function Exchange({ found }: { readonly found: SubscriptionDetail }) {
  const values = { id: found.id };
  return (
    <div className="grid gap-x-8 gap-y-6 lg:grid-cols-2">
      <section className="flex flex-col gap-3">
        <h3 className="font-semibold">The provider registers with us</h3>
        <p className="text-muted">
          Give it this token and our versions address by a safe way. The token works once, for seven days.
        </p>
        <RevealForm action={acts.issueToken} values={values} submit="Issue a registration token" />
      </section>
      <section className="flex flex-col gap-3">
        <h3 className="font-semibold">We register with the provider</h3>
        <p className="text-muted">Enter the token and the versions address that the provider gave you.</p>
        {found.hasPeerToken ? (
          <ActForm action={registerAgain} values={values} submit="Register again with the entered token">
            {null}
          </ActForm>
        ) : null}
        <ActForm action={registerWithToken} values={values} submit="Register">
          <TextField name="token" label="Registration token of the provider" required />
          <TextField
            name="versionsUrl"
            label="Versions address"
            type="url"
            value={found.peerVersionsUrl}
            required
          />
        </ActForm>
      </section>
    </div>
  );
}

function productionStep({ found, liveCpos }: StepProps): StepContent | null {
  if (found.environment !== "ACCEPTANCE" || found.twin !== null || liveCpos.length === 0) return null;
  return {
    title: "Next: production",
    text: "This acceptance connection works. Start the production connection with your live operators; the agreement is copied, tokens and hosts are not.",
    act: (
      <ActForm action={acts.beginProduction} values={{ id: found.id }} submit="Start production">
        {liveCpos.map(({ id, name }) => (
          <CheckField key={id} name={`cpo_${id}`} label={name} checked />
        ))}
      </ActForm>
    ),
  };
}
