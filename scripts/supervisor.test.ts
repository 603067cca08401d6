import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterEach, describe, expect, it } from "vitest";
import { ROOT } from "./lib/paths.mjs";
import { freePort, isPortFree } from "./lib/ports.mjs";
import { Supervisor } from "./lib/supervisor.mjs";

const GUARD = path.join(ROOT, "scripts/lib/parent-guard.mjs");
const folder = mkdtempSync(path.join(os.tmpdir(), "kerbwatt-supervisor-"));

/** A server that listens on the port in its first argument, and dies when asked over HTTP. */
const SERVER = path.join(folder, "server.mjs");
writeFileSync(
  SERVER,
  `import { createServer } from "node:http";
   createServer((request, response) => {
     if (request.url === "/crash") process.exit(7);
     response.end(String(process.pid));
   }).listen(Number(process.argv[2]), "127.0.0.1");`,
);

const supervisors: Supervisor[] = [];

function supervisor() {
  const notices: string[] = [];
  const made = new Supervisor({
    cwd: folder,
    guard: GUARD,
    onLine: () => {},
    onNotice: (_, text) => notices.push(text),
  });
  supervisors.push(made);
  return { made, notices };
}

const ask = (port: number, url = "/") =>
  fetch(`http://127.0.0.1:${port}${url}`).then((answer) => answer.text());

afterEach(async () => {
  for (const made of supervisors.splice(0)) await made.stop();
});

describe("Supervisor", () => {
  it("has a service ready when `start` returns, and gone when `stop` returns", async () => {
    const port = await freePort();
    const { made } = supervisor();
    await made.start({ name: "server", args: [SERVER, String(port)], port });
    expect(Number(await ask(port))).toBeGreaterThan(0);
    await made.stop();
    expect(await isPortFree(port, "127.0.0.1")).toBe(true);
  });

  it("starts a crashed service again, and says so", async () => {
    const port = await freePort();
    const { made, notices } = supervisor();
    await made.start({ name: "server", args: [SERVER, String(port)], port });
    const first = await ask(port);
    await ask(port, "/crash").catch(() => "the connection broke");
    await expect.poll(() => ask(port).catch(() => first), { timeout: 15_000 }).not.toBe(first);
    expect(notices).toEqual([expect.stringContaining("exit code 7")]);
  });

  it("gives up on a service that never becomes ready, with its last words", async () => {
    const { made } = supervisor();
    const args = ["-e", "console.error('no such setting'); process.exit(1)"];
    await expect(made.start({ name: "broken", args, port: await freePort() })).rejects.toThrow(
      "no such setting",
    );
  });

  it("leaves no orphan when it is killed itself", async () => {
    const port = await freePort();
    const script = `
      import { Supervisor } from ${JSON.stringify(path.join(ROOT, "scripts/lib/supervisor.mjs"))};
      const made = new Supervisor({ cwd: ".", guard: ${JSON.stringify(GUARD)}, onLine: () => {} });
      await made.start({ name: "server", args: [${JSON.stringify(SERVER)}, "${port}"], port: ${port} });
      console.log("ready");`;
    const parent = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    for await (const line of createInterface({ input: parent.stdout })) if (line === "ready") break;
    parent.kill("SIGKILL");
    await expect.poll(() => isPortFree(port, "127.0.0.1"), { timeout: 15_000 }).toBe(true);
  });
});

process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
