import { defineConfig } from "prisma/config";

// Prisma would otherwise download a native schema engine at first use. The shim answers with the official
// WebAssembly build from npm. `||=`: an empty string in the environment must not win.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ||= new URL("./scripts/schema-engine.mjs", import.meta.url).pathname;

export default defineConfig({
  schema: "prisma/schema",
  migrations: { path: "prisma/migrations" },
  datasource: { url: process.env.DATABASE_URL ?? "postgresql://postgres:postgres@127.0.0.1:55440/kerbwatt" },
});
