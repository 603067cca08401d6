/** Roles of a client's staff (ADM-21). The same list stands in prisma/schema/tenants.prisma. */
export const ROLES = ["OWNER", "ADMIN", "FINANCE", "OPERATIONS", "SUPPORT", "READ_ONLY", "AUDITOR"] as const;
export type Role = (typeof ROLES)[number];

/** What can be allowed. `area.act`; every page, route and action of the portal names exactly one. */
export const PERMISSIONS = [
  "today.read",
  "session.read",
  "session.stop",
  "session.export",
  "payment.read",
  "payment.refund",
  "payment.export",
  "cdr.read",
  "cdr.export",
  /** Retry, accept or drop a flagged session; credit a CDR. */
  "cdr.decide",
  "exception.read",
  "exception.close",
  "location.read",
  "pricing.read",
  "pricing.write",
  "subscription.read",
  "subscription.write",
  "terminal.read",
  "terminal.write",
  "station.read",
  "station.command",
  "station.approve",
  "sticker.read",
  "sticker.issue",
  "journal.read",
  "settings.read",
  "settings.write",
  "psp.write",
  "user.read",
  "user.write",
  "audit.read",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const READ: readonly Permission[] = [
  "today.read",
  "session.read",
  "payment.read",
  "cdr.read",
  "exception.read",
  "location.read",
  "pricing.read",
  "subscription.read",
  "terminal.read",
  "station.read",
  "sticker.read",
];

/** Who may do what: the whole policy, as data. The test matrix is generated from it. */
export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  OWNER: PERMISSIONS,
  ADMIN: PERMISSIONS,
  FINANCE: [
    ...READ,
    "session.export",
    "payment.refund",
    "payment.export",
    "cdr.export",
    "cdr.decide",
    "exception.close",
    "pricing.write",
    "journal.read",
    "settings.read",
  ],
  OPERATIONS: [
    ...READ,
    "session.stop",
    "session.export",
    "exception.close",
    "subscription.write",
    "terminal.write",
    "station.command",
    "station.approve",
    "sticker.issue",
    "journal.read",
    "settings.read",
  ],
  /** Refunds up to the CPO's `supportRefundMaxMinor`; no exports, no raw messages (ADM-22). */
  SUPPORT: [
    "today.read",
    "session.read",
    "session.stop",
    "payment.read",
    "payment.refund",
    "cdr.read",
    "exception.read",
    "location.read",
    "pricing.read",
    "terminal.read",
    "station.read",
    "sticker.read",
  ],
  READ_ONLY: READ,
  AUDITOR: [
    ...READ,
    "session.export",
    "payment.export",
    "cdr.export",
    "journal.read",
    "settings.read",
    "user.read",
    "audit.read",
  ],
};

/** The signed-in person, as read from the database in this request: never from the cookie alone (SEC-55). */
export interface Principal {
  readonly userId: string;
  readonly clientId: string;
  readonly role: Role;
  readonly name: string;
  readonly email: string;
}

/** What the portal shows: one client, and the CPOs of one mode only, so that test and live never mix (ADM-20). */
export interface AdminScope {
  readonly clientId: string;
  readonly mode: "TEST" | "LIVE";
  readonly cpoIds: readonly string[];
}
