import { randomBytes } from "node:crypto";
import { NextRequest } from "next/server";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { GET } from "./route";

const TOKEN = "r".repeat(43);
const FILE = { xml: "<values>\n</values>\n", fileName: 'signed-meter-data-7KQ2-M4XD.xml"\r\nx: y' };

vi.mock("@/lib/billing/ocmf/get-signed-data", () => ({
  getSignedData: async (_context: unknown, input: { receiptToken: string }) =>
    input.receiptToken === TOKEN ? FILE : null,
}));

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

const get = (token: string) =>
  GET(new NextRequest(`https://pay.example/r/${token}/signed`), { params: Promise.resolve({ token }) });

describe("the download of signed meter data", () => {
  it("LAW-31, SEC-13: is a file under a harmless name that nobody stores or indexes", async () => {
    const answer = await get(TOKEN);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe(FILE.xml);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "application/xml; charset=utf-8",
      "content-disposition": 'attachment; filename="signed-meter-data-7KQ2-M4XD.xml___x__y"',
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "x-robots-tag": "noindex, nofollow",
    });
  });

  it.each(["x".repeat(43), "", "../../etc/passwd", "%00"])(
    "SEC-12: a dead, foreign or invented link gets the one answer of all dead links: %j",
    async (token) => {
      const answer = await get(token);
      expect(answer.status).toBe(404);
      const text = await answer.text();
      expect(text).not.toContain("signed-meter-data");
      if (token !== "") expect(text).not.toContain(`/r/${token}/signed`);
    },
  );
});
