import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { findChromium } from "./lib/chromium.mjs";
import { readableLine } from "./lib/console.mjs";
import { withFileLock } from "./lib/file-lock.mjs";
import { freePort } from "./lib/ports.mjs";
import { checkNode } from "./lib/prepare.mjs";
import { demoPorts, refuseTakenPorts, worldEnvironment } from "./lib/world.mjs";

describe("checkNode", () => {
  it.each(["20.19.0", "20.20.2", "22.0.0", "24.1.0"])("accepts %s", (version) => {
    expect(() => checkNode(version)).not.toThrow();
  });
  it.each(["18.20.4", "20.18.9"])("refuses %s and names the version that is needed", (version) => {
    expect(() => checkNode(version)).toThrow("20.19");
  });
});

describe("readableLine", () => {
  it("turns a JSON log line into its message and its fields", () => {
    const line = JSON.stringify({ level: 30, time: 1, pid: 2, hostname: "h", msg: "captured", amount: 1200 });
    expect(readableLine(line)).toBe("captured amount=1200");
  });
  it("shows the level of warnings and errors", () => {
    expect(readableLine('{"level":50,"msg":"refused"}')).toContain("error refused");
  });
  it.each(["plain text", "{ not json", ""])("leaves %j as it is", (line) => {
    expect(readableLine(line)).toBe(line);
  });
});

describe("withFileLock", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "kerbwatt-lock-"));
  const file = path.join(folder, "lock");

  it("lets one in after the other", async () => {
    const order: string[] = [];
    const visit = (name: string) =>
      withFileLock(file, async () => {
        order.push(`${name} in`);
        await new Promise((resolve) => setImmediate(resolve));
        order.push(`${name} out`);
      });
    await Promise.all([visit("a"), visit("b")]);
    expect(order).toEqual(["a in", "a out", "b in", "b out"]);
  });

  it("takes over the lock of a process that died", async () => {
    // No process has this id: Linux ends at 2^22, and others long before.
    writeFileSync(file, "999999999");
    expect(await withFileLock(file, async () => "done", 5_000)).toBe("done");
    rmSync(folder, { recursive: true });
  });
});

describe("ports", () => {
  it("follow the settings", () => {
    expect(demoPorts({ KERBWATT_PORT: "3100" })).toEqual({
      web: 3100,
      gateway: 4001,
      mollie: 4003,
      stations: 4004,
      terminals: 4005,
    });
  });

  it("that are taken are refused with the setting that moves them", async () => {
    const port = await freePort();
    const squatter = net.createServer();
    await new Promise<void>((resolve) => squatter.listen(port, "127.0.0.1", resolve));
    await expect(refuseTakenPorts({ gateway: port })).rejects.toThrow(/KERBWATT_GATEWAY_PORT=\d+/);
    squatter.close();
  });
});

describe("worldEnvironment", () => {
  const ports = { web: 3000, gateway: 4001, mollie: 4003, stations: 4004, terminals: 4005 };

  it("keeps the simulators on this machine", () => {
    const env = worldEnvironment({ databaseUrl: "postgresql://x" }, ports);
    expect(env.MOLLIE_SIMULATOR_HOST).toBe("127.0.0.1");
    expect(env.PUBLIC_URL).toBe("http://localhost:3000");
  });

  it("lets a phone in the local network reach the pages of the driver and of the checkout", () => {
    const env = worldEnvironment({ databaseUrl: "postgresql://x", publicHost: "192.168.1.5" }, ports);
    expect(env.PUBLIC_URL).toBe("http://192.168.1.5:3000");
    expect(env.MOLLIE_SIMULATOR_PUBLIC_URL).toBe("http://192.168.1.5:4003");
    expect(env.WEBHOOK_URL).toBe("http://localhost:3000");
  });
});

describe("findChromium", () => {
  it("prefers the browser that the user names", () => {
    expect(findChromium({ CHROMIUM_PATH: "/opt/browser" })).toBe("/opt/browser");
  });
});
