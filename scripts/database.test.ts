import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { databaseStatus, startDatabase, stopDatabase } from "./database.mjs";

/** One cluster in a folder of its own, through the accidents that a developer's machine has. */

const folder = mkdtempSync(path.join(os.tmpdir(), "kerbwatt-cluster-"));
const options = { dataDir: path.join(folder, "pg"), port: 0, disposable: false, maxConnections: 20 };

afterAll(async () => {
  await stopDatabase(options);
  rmSync(folder, { recursive: true, force: true });
});

describe("the embedded PostgreSQL", () => {
  it("starts once, however many ask at the same time", async () => {
    const servers = await Promise.all([startDatabase(options), startDatabase(options)]);
    expect(servers.map(({ started }) => started).sort()).toEqual([false, true]);
    expect(new Set(servers.map(({ port }) => port)).size).toBe(1);
    expect(databaseStatus(options)?.port).toBe(servers[0]?.port);
  });

  it("starts again after it was killed, although the file with its process id is still there", async () => {
    const pid = databaseStatus(options)?.pid ?? 0;
    process.kill(pid, "SIGKILL");
    await expect.poll(() => databaseStatus(options)).toBeNull();
    expect((await startDatabase(options)).started).toBe(true);
  });

  it("is not mistaken for another process that has its old id", async () => {
    await stopDatabase(options);
    writeFileSync(
      path.join(options.dataDir, "postmaster.pid"),
      `${process.pid}\n${options.dataDir}\n0\n5432\n`,
    );
    expect(databaseStatus(options)).toBeNull();
    expect((await startDatabase(options)).started).toBe(true);
  });

  it("stops, and says when there was nothing to stop", async () => {
    expect(await stopDatabase(options)).toBe(true);
    expect(await stopDatabase(options)).toBe(false);
  });
});
