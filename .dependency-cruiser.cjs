// The import rules of the house (docs: README, "The rooms"). Calls go down, events go up.
// scripts/import-rules.test.ts feeds every rule a violation, and fails when a source file is not cruised.

/** The floors of lib, lowest first. A room imports itself and what stands before it. */
const FLOORS = [
  ["core"],
  ["env"],
  ["i18n"],
  ["db"],
  ["journal"],
  ["tenants"],
  ["locations"],
  ["pricing"],
  ["payments"],
  ["subscriptions"],
  ["sessions"],
  ["billing"],
  // Rooms on one floor never see each other.
  ["ocpp", "ocpi"],
  ["terminals"],
  ["conformance"],
  ["jobs"],
];

/** Files that only tests use. They may look into every room. */
const TESTS = "\\.test\\.tsx?$|/testing/|^e2e/|^playwright\\.config\\.ts$|^vitest\\.config\\.ts$";
const TOOLS = "^(scripts|bench)/";

/** A room is a folder of lib, or a file such as lib/env.ts. @param {string[]} names */
const rooms = (names) => `^lib/(${names.join("|")})(/|\\.ts$)`;

/** For every floor: its rooms may not import a floor above, nor a neighbour on the same floor. */
const floorRules = FLOORS.flatMap((floor, height) =>
  floor.map((room) => ({
    name: `floor-${room}`,
    comment: `lib/${room} imports only itself and the floors below it`,
    severity: "error",
    from: { path: rooms([room]), pathNot: TESTS },
    to: {
      path: "^lib/",
      pathNot: rooms([room, ...FLOORS.slice(0, height).flat()]),
    },
  })),
);

/** @param {string} name @param {string} comment @param {object} from @param {object} to */
const forbid = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

/** A package in node_modules by its name. @param {string} names */
const packages = (names) => `^(node_modules/)?(${names})(/|$)`;

/**
 * The folders below `parent` are siblings: each may be deleted without the others noticing.
 * @param {string} name @param {string} parent
 */
const siblings = (name, parent) =>
  forbid(
    name,
    `the folders in ${parent} never import each other`,
    { path: `^${parent}/([^/]+)/`, pathNot: TESTS },
    { path: `^${parent}/[^/]+/`, pathNot: `^${parent}/$1/` },
  );

const PURE_FILES = "\\.(model|rules)\\.ts$";
const PURE_TARGETS = "^lib/(core|i18n)/|\\.(model|rules)\\.ts$|^(node_modules/)?zod(/|$)";
const GENERATED = "^lib/db/generated/";
const REACT_ROOMS = "^(app|components)/|^lib/i18n/|^lib/tenants/auth/|^proxy\\.ts$";

module.exports = {
  forbidden: [
    ...floorRules,
    forbid("no-cycles", "a circle of imports has no lowest room", { pathNot: GENERATED }, { circular: true }),
    forbid("no-unresolvable", "every import leads somewhere", {}, { couldNotResolve: true }),
    forbid(
      "no-barrels",
      "import the file that holds the thing; index files hide who uses what",
      { path: "^(lib|server|simulators|components)/.*(^|/)index\\.(ts|tsx|js|mjs)$" },
      { path: "." },
    ),
    forbid(
      "pure-files",
      "models, rules and lib/core run nothing but each other, zod and the tables of lib/i18n; types are free",
      { path: `^lib/core/|${PURE_FILES}`, pathNot: `${TESTS}|${GENERATED}` },
      { pathNot: PURE_TARGETS, dependencyTypesNot: ["type-only"] },
    ),
    forbid(
      "store-is-private",
      "a store is written to by the use-cases of its own folder only",
      { path: "^(.+)/[^/]+$", pathNot: TESTS },
      { path: "\\.store\\.ts$", pathNot: "^$1/[^/]+\\.store\\.ts$" },
    ),
    forbid(
      "prisma-only-in-stores-and-queries",
      "the database is reached through stores and queries",
      { pathNot: `\\.(store|queries)\\.ts$|^lib/db/|${TESTS}|${TOOLS}|^prisma\\.config\\.ts$` },
      { path: `${GENERATED}|${packages("@prisma|prisma")}` },
    ),
    forbid(
      "connections-only-in-db-and-server",
      "lib/db opens connections; a process of server/ may hold one of its own, for its queue or for a lease",
      { pathNot: `^(lib/db|server)/|${TESTS}|${TOOLS}` },
      { path: packages("pg") },
    ),
    forbid(
      "mollie-only-in-its-adapter",
      "one folder knows Mollie",
      { pathNot: `^lib/payments/psp/mollie/|${TESTS}` },
      { path: packages("@mollie|mollie-api-typescript") },
    ),
    forbid(
      "sockets-only-in-the-gateway",
      "the domain is free of sockets; the gateway and the station simulator hold them",
      { pathNot: `^(server|simulators|bench)/|${TESTS}` },
      { path: packages("ws") },
    ),
    forbid(
      "react-only-where-pages-are",
      "the domain runs without Next and React",
      { pathNot: `${REACT_ROOMS}|${TESTS}` },
      { path: packages("next|next-auth|next-intl|react|react-dom|server-only") },
    ),
    forbid(
      "app-sees-no-insides",
      "pages and routes call use-cases and queries",
      { path: "^app/", pathNot: TESTS },
      { path: "\\.store\\.ts$|^lib/jobs/|^server/" },
    ),
    forbid(
      "components-see-models",
      "components show what they are given; they know models, core and i18n",
      { path: "^components/", pathNot: TESTS },
      { path: "^(app|lib|server|simulators)/", pathNot: "^lib/(core|i18n)/|\\.model\\.ts$" },
    ),
    forbid(
      "ui-knows-no-domain",
      "the primitives in components/ui serve every page",
      { path: "^components/ui/", pathNot: TESTS },
      { path: "^(components|lib)/", pathNot: "^components/ui/|^lib/core/|^lib/i18n/" },
    ),
    forbid(
      "lib-sees-neither-app-nor-server",
      "the domain does not know who calls it",
      { path: "^lib/", pathNot: TESTS },
      { path: "^(app|components|server|simulators|scripts|bench|e2e)/" },
    ),
    forbid(
      "simulators-stand-alone",
      "a simulator that shared the product's codecs would share their mistakes; only lib/core is common",
      { path: "^simulators/", pathNot: TESTS },
      { path: "^(app|components|server|lib)/", pathNot: "^lib/core/" },
    ),
    forbid(
      "no-tests-in-production",
      "nothing that ships imports a test",
      { pathNot: TESTS },
      { path: TESTS },
    ),
    siblings("ocpp-versions-are-siblings", "lib/ocpp/versions"),
    siblings("ocpi-versions-are-siblings", "lib/ocpi/versions"),
    siblings("psps-are-siblings", "lib/payments/psp"),
    siblings("terminal-providers-are-siblings", "lib/terminals/providers"),
    siblings("simulators-are-siblings", "simulators"),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.next|\\.data|dist|test-results|playwright-report)/" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      mainFields: ["module", "main", "types", "typings"],
    },
  },
};
