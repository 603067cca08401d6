import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let folder: string;
let child: ChildProcess | null = null;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "terminal-provider-"));
});

afterEach(async () => {
  child?.kill("SIGKILL");
  await rm(folder, { recursive: true });
});

async function run(config: unknown, flags: string[] = []): Promise<ChildProcess> {
  const file = path.join(folder, "terminals.json");
  await writeFile(file, JSON.stringify(config));
  child = spawn(process.execPath, ["--import", "tsx", path.join(import.meta.dirname, "main.ts"), ...flags], {
    env: { ...process.env, TERMINAL_SIMULATOR_CONFIG: file, TERMINAL_SIMULATOR_PORT: "0" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return child;
}

const provider = {
  id: "pay",
  countryCode: "DE",
  partyId: "PAY",
  tokenPrefix: "PAY",
  issueToken: "token-a-1",
};

describe("the process", () => {
  it("starts with its providers, answers, and leaves cleanly", async () => {
    const started = await run({ providers: [provider] }, ["--host", "127.0.0.1"]);
    const [line] = (await once(started.stdout ?? started, "data")) as [Buffer];
    const url = /http:\/\/[\d.]+:\d+/.exec(String(line))?.[0] ?? "";
    const headers = { authorization: "Token token-a-1" };
    const versions = await fetch(`${url}/ocpi/pay/versions`, { headers });
    expect(await versions.json()).toMatchObject({ status_code: 1000 });
    started.kill("SIGTERM");
    expect(await once(started, "exit")).toEqual([0, null]);
  });

  it("refuses a configuration that it does not understand", async () => {
    const started = await run([{ ...provider, tokenPrefx: "typo" }]);
    const [line] = (await once(started.stderr ?? started, "data")) as [Buffer];
    expect(String(line)).toContain("tokenPrefx");
    expect(await once(started, "exit")).toEqual([1, null]);
  });
});
