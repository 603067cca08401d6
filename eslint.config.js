// Biome formats and lints. ESLint does only what Biome cannot: the type-aware promise rules (a lost promise is
// lost money), and the rules of this house about the outside world. scripts/lint-rules.test.ts proves each rule.
import { parser, plugin as typescript } from "typescript-eslint";

/**
 * A rule that reports every match of some selectors. Rules of our own instead of `no-restricted-syntax`,
 * because several of them hold for one file, and each has exceptions of its own.
 * @param {string} message @param {string[]} selectors
 */
function forbids(message, selectors) {
  return {
    meta: { type: "problem", schema: [] },
    create: (context) =>
      Object.fromEntries(
        selectors.map((selector) => [selector, (node) => context.report({ node, message })]),
      ),
  };
}

/**
 * Any way to load a module at run time; type-only imports load nothing.
 * A slash cannot stand in a selector's pattern, so names spell it as a dot.
 * @param {string} names
 */
const loads = (names) => {
  const source = `/^(node:)?(${names})$/`;
  return [
    `ImportDeclaration[importKind!="type"][source.value=${source}]`,
    `ImportExpression[source.value=${source}]`,
    `ExportNamedDeclaration[source.value=${source}]`,
    `CallExpression[callee.name="require"][arguments.0.value=${source}]`,
  ];
};

/** `object.property`, `object["property"]` and `const { property } = object`. */
const reads = (object, property) => {
  const owner = (path) => `[${path}.name="${object}"]`;
  const viaGlobal = (path) => `[${path}.property.name="${object}"]`;
  const named = (path) => [`[${path}.name=${property}]`, `[${path}.value=${property}]`];
  return [owner, viaGlobal].flatMap((whose) => [
    ...named("property").map((name) => `MemberExpression${whose("object")}${name}`),
    `VariableDeclarator${whose("init")} > ObjectPattern > Property[key.name=${property}]`,
  ]);
};

const GLOBAL_OBJECTS = "/^(globalThis|window|self|global)$/";

const house = {
  rules: {
    "no-environment": forbids("Only lib/env.ts reads the environment; import `env` from there.", [
      ...reads("process", "/^env$/"),
      'MemberExpression[object.type="MetaProperty"][property.name="env"]',
      ...loads("process"),
    ]),
    "no-clock": forbids(
      "The domain gets its clock, timers and random numbers through ports (lib/core/ports.ts).",
      [
        ...reads("Date", "/^now$/"),
        'NewExpression[callee.name="Date"][arguments.length=0]',
        'CallExpression[callee.name="Date"]',
        ...reads("Math", "/^random$/"),
        ...reads("performance", "/^now$/"),
        "CallExpression[callee.name=/^(setTimeout|setInterval)$/]",
        `MemberExpression[object.name=${GLOBAL_OBJECTS}][property.name=/^(setTimeout|setInterval)$/]`,
        ...loads("timers|timers.promises|perf_hooks"),
      ],
    ),
    // SEC-41: one way out, so that one place checks hosts and addresses.
    "no-fetch": forbids("Requests leave through the outbound clients only (SEC-41).", [
      'CallExpression[callee.name="fetch"]',
      'VariableDeclarator[init.name="fetch"]',
      `MemberExpression[object.name=${GLOBAL_OBJECTS}][property.name="fetch"]`,
      ...loads("undici|axios|got|node-fetch|ky|superagent"),
    ]),
    "no-sockets": forbids("Sockets are opened by the gateway and the outbound clients only (SEC-41).", [
      ...loads("http|https|http2|net|tls|dgram"),
    ]),
    "no-barrels": forbids("Export a thing where it is written; importers name that file.", [
      "ExportAllDeclaration",
      "ExportNamedDeclaration[source]",
    ]),
  },
};

const TESTS = ["**/*.test.{ts,tsx}", "**/testing/**", "e2e/**"];
const TOOLS = ["scripts/**", "bench/**", "*.config.{ts,js}"];
/** The two doors through which requests leave. */
const OUTBOUND = ["lib/payments/psp/mollie/**", "lib/ocpi/exchange/outbound/**"];

/**
 * Mechanics that need the machine's own time, even when a simulation drives the domain with another clock:
 * lib/db (the real clock behind the port, reconnecting), deadlines of network calls, waiting for another process.
 */
const REAL_TIME = [
  "lib/db/*.ts",
  "lib/journal/batch-writer.ts",
  "lib/ocpp/forwarded/take-forwarded-command.ts",
  "lib/payments/psp/deadline.ts",
  "lib/payments/wait.ts",
];

export default [
  { ignores: ["node_modules/**", ".next/**", ".data/**", "dist/**", "lib/db/generated/**", "next-env.d.ts"] },
  {
    files: ["**/*.{ts,tsx}"],
    languageOptions: {
      parser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { "@typescript-eslint": typescript, house },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/await-thenable": "error",
      "house/no-barrels": "error",
    },
  },
  {
    files: ["**/*.{ts,tsx}"],
    ignores: ["lib/env.ts", "simulators/*/main.ts", ...TESTS, ...TOOLS],
    rules: { "house/no-environment": "error" },
  },
  {
    files: ["lib/**/*.{ts,tsx}"],
    ignores: [...REAL_TIME, ...TESTS],
    rules: { "house/no-clock": "error" },
  },
  {
    files: ["**/*.{ts,tsx}"],
    // Code in the browser talks to our own server; it cannot reach anything that we must protect.
    ignores: [...OUTBOUND, "simulators/**", "components/**", ...TESTS, ...TOOLS],
    rules: { "house/no-fetch": "error", "house/no-sockets": "error" },
  },
  {
    files: ["server/**"],
    // The gateway listens; it does not call out.
    rules: { "house/no-sockets": "off" },
  },
];
