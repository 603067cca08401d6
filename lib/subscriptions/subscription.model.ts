import type { Edge, StateMachine } from "@/lib/core/state-machine";
import { OPEN_STATES, SUBSCRIPTION_STATES, type SubscriptionState } from "./connection.model";

/** What moves a subscription. Each is written to its history with its owner (ADM-18). */
export type SubscriptionTrigger =
  /** The provider has sent the request form, or corrected it. */
  | "submitted"
  | "review_begun"
  | "changes_requested"
  | "rejected"
  | "approved"
  /** The handshake is done; both sides hold a token. */
  | "registered"
  | "test_begun"
  | "test_passed"
  | "test_failed"
  | "went_live"
  | "suspended"
  | "resumed"
  /** A new registration token was issued: the partner has lost its state, or must register again. */
  | "registration_reissued"
  /** The partner has ended the registration itself (DELETE credentials). */
  | "unregistered"
  | "terminated";

type SubscriptionEdge = Edge<SubscriptionState, SubscriptionTrigger>;

/** States of a partner that is registered: tokens are exchanged. */
export const REGISTERED_STATES: readonly SubscriptionState[] = [...OPEN_STATES, "SUSPENDED"];

const FINAL: readonly SubscriptionState[] = ["REJECTED", "TERMINATED"];

const from = (
  states: readonly SubscriptionState[],
  on: SubscriptionTrigger,
  to: SubscriptionState,
): SubscriptionEdge[] => states.map((state) => ({ from: state, on, to }));

/** Life of a subscription, from draft to end (domain §9.2). Rendered in docs/state-machines.md. */
export const SUBSCRIPTION_MACHINE: StateMachine<SubscriptionState, SubscriptionTrigger> = {
  name: "subscription",
  initial: "DRAFT",
  states: SUBSCRIPTION_STATES,
  final: FINAL,
  edges: [
    { from: "DRAFT", on: "submitted", to: "REQUESTED" },
    // A correction before somebody looks at it.
    { from: "REQUESTED", on: "submitted", to: "REQUESTED" },
    { from: "REQUESTED", on: "review_begun", to: "IN_REVIEW" },
    { from: "IN_REVIEW", on: "changes_requested", to: "CHANGES_NEEDED" },
    { from: "IN_REVIEW", on: "rejected", to: "REJECTED" },
    { from: "IN_REVIEW", on: "approved", to: "APPROVED" },
    { from: "CHANGES_NEEDED", on: "submitted", to: "REQUESTED" },
    { from: "APPROVED", on: "registered", to: "CREDENTIALS_EXCHANGED" },
    { from: "CREDENTIALS_EXCHANGED", on: "test_begun", to: "TESTING" },
    { from: "TESTING", on: "test_begun", to: "TESTING" },
    { from: "TESTING", on: "test_passed", to: "TEST_PASSED" },
    { from: "TESTING", on: "test_failed", to: "CREDENTIALS_EXCHANGED" },
    { from: "TEST_PASSED", on: "test_begun", to: "TESTING" },
    { from: "TEST_PASSED", on: "went_live", to: "LIVE" },
    // A test of a live connection interrupts nobody.
    ...from(["LIVE"], "test_begun", "LIVE"),
    ...from(["LIVE"], "test_passed", "LIVE"),
    ...from(["LIVE"], "test_failed", "LIVE"),
    { from: "LIVE", on: "suspended", to: "SUSPENDED" },
    { from: "SUSPENDED", on: "resumed", to: "LIVE" },
    ...from(REGISTERED_STATES, "registration_reissued", "APPROVED"),
    ...from(REGISTERED_STATES, "unregistered", "APPROVED"),
    ...from(
      SUBSCRIPTION_STATES.filter((state) => !FINAL.includes(state)),
      "terminated",
      "TERMINATED",
    ),
  ],
};

/** Who made a step: a person of the client, the provider, or the product itself. */
export interface SubscriptionActor {
  /** `user:<id>`, `provider` or `system`. */
  readonly actor: string;
  /** The name as it was then; it stays when the person has gone. */
  readonly byName: string;
}

export const SYSTEM_ACTOR: SubscriptionActor = { actor: "system", byName: "Kerbwatt" };

/** Days that a registration token works (SEC-76). */
export const REGISTRATION_DAYS = 7;
/** Days that a request link works. */
export const REQUEST_LINK_DAYS = 30;
/** How long the token before a rotation still works, so that calls in flight arrive (REL-106). */
export const OVERLAP_MINUTES = 10;

/** States in which the request is still being written or judged, so that its link makes sense. */
export const REQUEST_STATES: readonly SubscriptionState[] = [
  "DRAFT",
  "REQUESTED",
  "IN_REVIEW",
  "CHANGES_NEEDED",
];
/** States in which the provider may send or correct the request. */
export const WRITABLE_STATES: readonly SubscriptionState[] = ["DRAFT", "REQUESTED", "CHANGES_NEEDED"];
