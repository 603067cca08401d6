import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { checkout } from "@/lib/payments/testing/drive";
import { World } from "@/lib/payments/testing/world";

const current = vi.hoisted(() => ({ context: undefined as unknown }));
vi.mock("@/lib/db/runtime", () => ({ runtime: () => current.context }));
vi.mock("@/lib/env", () => ({ env: () => ({ TRUSTED_PROXIES: 0 }) }));

const { POST } = await import("./route");

describe("POST /api/webhooks/[psp]/[token]", () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
    current.context = world.context;
  });
  afterAll(() => world.close());

  async function call(token: string, body: BodyInit, psp = "mollie"): Promise<Response> {
    const request = new Request(`http://portal.test/api/webhooks/${psp}/x`, { method: "POST", body });
    return POST(request, { params: Promise.resolve({ psp, token }) });
  }
  const tokenOf = (pspId: string) => world.mollie.control.payment(pspId).webhookUrl?.split("/").at(-1) ?? "";
  const waiting = async () =>
    (await world.sql("SELECT count(*)::int AS n FROM graphile_worker._private_jobs"))[0]?.n;

  it("SEC-89: answers at once and leaves the work to a job, once for many", async () => {
    const { pspId } = await checkout(world);
    const before = Number(await waiting());
    const asked = world.mollie.control.requests().length;
    for (let i = 0; i < 10; i++) expect((await call(tokenOf(pspId), `id=${pspId}`)).status).toBe(200);
    expect(Number(await waiting()) - before).toBe(1);
    expect(world.mollie.control.requests()).toHaveLength(asked);
  });

  it("SEC-87: unknown paths, PSPs and bodies get the same empty 200", async () => {
    const { pspId } = await checkout(world);
    const answers = [
      await call("nobody", "id=tr_1"),
      await call(tokenOf(pspId), "id=tr_../../x"),
      await call(tokenOf(pspId), `id=${pspId}`, "stripe"),
      await call(tokenOf(pspId), ""),
      await call(tokenOf(pspId), new Uint8Array([0xff, 0xfe, 0x00])),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(await answer.text()).toBe("");
    }
  });

  it("SEC-89: a body without end is not read to its end", async () => {
    let pulled = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(1_024).fill(97));
      },
    });
    const request = new Request("http://portal.test/", {
      method: "POST",
      body,
      duplex: "half",
    } as RequestInit);
    const answer = await POST(request, { params: Promise.resolve({ psp: "mollie", token: "x" }) });
    expect(answer.status).toBe(200);
    expect(pulled).toBeLessThan(20);
  });

  it("REL-65: a database that is down makes the PSP come again", async () => {
    const { pspId } = await checkout(world);
    const broken = {
      ...world.context,
      db: { ...world.context.db, withSystem: () => Promise.reject(new Error("down")) },
    };
    current.context = broken;
    const answer = await call(tokenOf(pspId), `id=${pspId}`);
    current.context = world.context;
    expect(answer.status).toBe(503);
  });
});
