import { NextRequest } from "next/server";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createShop } from "@/lib/jobs/testing/site";
import { World } from "@/lib/jobs/testing/world";
import { FakePartner } from "@/lib/ocpi/testing/fake-partner";
import { type Caller, openCaller } from "@/lib/ocpi/testing/our-server";

const current = vi.hoisted(() => ({ context: undefined as unknown }));
vi.mock("@/lib/db/runtime", () => ({ runtime: () => current.context }));

const { GET, POST } = await import("./route");

describe("/api/ocpi", () => {
  let world: World;
  let partner: FakePartner;
  let caller: Caller;
  beforeAll(async () => {
    world = await World.open();
    partner = await FakePartner.start();
    current.context = world.context;
    caller = await openCaller(world, await createShop(world), partner.url);
  }, 60_000);
  afterAll(async () => {
    await partner.stop();
    await world.close();
  });

  const request = (path: string, init: { method?: string; body?: BodyInit; duplex?: "half" } = {}) =>
    new NextRequest(`http://inner.test:3000/api/ocpi/${path}`, {
      ...init,
      headers: { Authorization: `Token ${caller.token}`, Host: "evil.example" },
    });

  it("a slash at the end changes nothing, and nothing is a redirect", async () => {
    for (const path of ["versions", "2.2.1", "2.2.1/locations", "2.2.1/tariffs/MAIN"]) {
      const answers = await Promise.all([GET(request(path)), GET(request(`${path}/`))]);
      expect(
        answers.map(({ status }) => status),
        path,
      ).toEqual([200, 200]);
      const [plain, slashed] = await Promise.all(answers.map((answer) => answer.text()));
      expect(slashed).toBe(plain);
    }
  });

  it("SEC-61: links are built from our own address, whatever the Host header says", async () => {
    const list = await GET(request("2.2.1/locations/?limit=1&offset=0"));
    expect(await list.text()).not.toMatch(/evil|inner/);
    const versions = (await (await GET(request("versions"))).json()) as { data: { url: string }[] };
    expect(versions.data.map(({ url }) => url)).toContain("https://charge.example/api/ocpi/2.2.1");
  });

  it("SEC-63: every answer carries the security headers, also one to nobody", async () => {
    for (const path of ["2.2.1/locations", "2.2.1/nothing"]) {
      const { headers } = await GET(request(path));
      expect(headers.get("content-security-policy"), path).toBe("default-src 'none'; frame-ancestors 'none'");
      expect(headers.get("x-content-type-options"), path).toBe("nosniff");
      expect(headers.get("strict-transport-security"), path).toContain("max-age=");
    }
  });

  it("what can not be decoded, or has an empty part, is nowhere", async () => {
    for (const path of [
      "2.2.1/locations/%E0%A4%A",
      "2.2.1//locations",
      "2.2.1/locations/%00",
      "%2e%2e/versions",
    ])
      expect((await GET(request(path))).status, path).toBe(404);
  });

  it("SEC-62: a body without end is not read to its end", async () => {
    let pulled = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(65_536).fill(32));
      },
    });
    const answer = await POST(
      request("2.2.1/commands/STOP_SESSION", { method: "POST", body, duplex: "half" }),
    );
    expect([answer.status, ((await answer.json()) as { status_code: number }).status_code]).toEqual([
      413, 2000,
    ]);
    expect(pulled).toBeLessThan(40);
  });
});
