/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  // A folder that begins with a dot is seen by neither TypeScript nor the linter.
  rewrites: async () => [{ source: "/.well-known/security.txt", destination: "/security.txt" }],
  reactStrictMode: true,
  // OCPI partners lose their token at a redirect: an address with a slash at its end is answered as it is.
  skipTrailingSlashRedirect: true,
  // Next would write instruction files for coding agents into the repository and might stop the first build.
  agentRules: false,
  experimental: { agentUpgrade: false },
  // Loaded from node_modules at run time: they read files of their own, or must exist once per process.
  serverExternalPackages: ["@prisma/adapter-pg", "graphile-worker", "pg", "pino", "pino-pretty"],
  // The font never changes under its name; without this a second visit would ask for it again and show the fallback.
  headers: async () => [
    {
      source: "/fonts/:path*",
      headers: [{ key: "Cache-Control", value: "public, max-age=31536000, immutable" }],
    },
  ],
  // The demo and the test run check the types in a step of their own; `npm run build` checks them here.
  typescript: { ignoreBuildErrors: process.env.KERBWATT_BUILD_SKIPS_TYPES === "1" },
};

export default config;
