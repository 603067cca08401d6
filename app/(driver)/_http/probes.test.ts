import { randomBytes } from "node:crypto";
import { NextRequest } from "next/server";
import { beforeAll, describe, expect, it } from "vitest";
import { runtime } from "@/lib/db/runtime";
import { answerForm, answerPage, deadLink } from "./respond";

const TOKEN = "t".repeat(43);
const lines: string[] = [];

describe("SEC-73: who tries doors is told in the log, without what was tried", () => {
  beforeAll(() => {
    Object.assign(process.env, {
      KERBWATT_MODE: "test",
      DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none",
      PUBLIC_URL: "https://pay.example",
      NEXTAUTH_URL: "https://pay.example",
      NEXTAUTH_SECRET: randomBytes(32).toString("base64"),
      KERBWATT_ENCRYPTION_KEY: randomBytes(32).toString("base64"),
      KERBWATT_CODE_KEY: randomBytes(32).toString("base64"),
    });
  });

  async function listen<T>(work: () => Promise<T>): Promise<T> {
    const { log } = runtime();
    const real = log.warn;
    log.warn = (fields, message) => void lines.push(JSON.stringify({ ...fields, message }));
    try {
      return await work();
    } finally {
      log.warn = real;
    }
  }

  it("SEC-14: a form from elsewhere is refused before it is read, SEC-67: with a page that says no more", async () => {
    const request = new NextRequest(`https://pay.example/s/${TOKEN}/stop`, {
      method: "POST",
      headers: { "sec-fetch-site": "cross-site", "x-forwarded-for": "203.0.113.9" },
      body: "a=b",
    });
    let read = false;
    const answer = await listen(() =>
      answerForm(request, async () => {
        read = true;
        return new Response();
      }),
    );
    expect(answer.status).toBe(403);
    expect(read).toBe(false);
    expect(await answer.text()).not.toContain(TOKEN);
    expect(lines.join()).toContain('"event":"foreign_form"');
  });

  it("SEC-12, SEC-13: a dead link is one answer, and neither token nor address reach the log", async () => {
    const request = new NextRequest(`https://pay.example/s/${TOKEN}`, {
      headers: { "x-forwarded-for": "203.0.113.9" },
    });
    const answer = await listen(() => answerPage(request, deadLink));
    expect(answer.status).toBe(404);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(lines.join()).toContain('"event":"dead_link"');
    expect(lines.join()).not.toMatch(new RegExp(`${TOKEN}|203\\.0\\.113\\.9`));
  });
});
