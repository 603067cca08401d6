/** People of the seeded clients who sign in to the portal. */
export const E2E_PASSWORD = "Every-charger-is-a-test-77";

export const E2E_STAFF = [
  { email: "owner@teststroom.example", name: "Olga Eigen", role: "OWNER" },
  { email: "support@teststroom.example", name: "Sven Hulp", role: "SUPPORT" },
  { email: "reader@teststroom.example", name: "Rosa Kijk", role: "READ_ONLY" },
] as const;

/** The owner of another client, made by the demo's seed. */
export const STRANGER = { email: "demo@scheldewatt.example", password: "Charge-at-the-kerb-26" };
