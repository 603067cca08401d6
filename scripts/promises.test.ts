import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "./lib/paths.mjs";

/** Promises about what the product does not contain. Each would be broken by a few words in the wrong place. */

const text = (file: string) => readFileSync(path.join(ROOT, file), "utf8");
const sourcesIn = (...folders: string[]) =>
  folders.flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .map((file) => `${folder}/${file.replaceAll("\\", "/")}`)
      .filter((file) => /\.tsx?$/.test(file) && !/\.test\.|\/testing\/|\/generated\//.test(file)),
  );
const filesWith = (pattern: RegExp, files: string[]) => files.filter((file) => pattern.test(text(file)));

describe("money", () => {
  const product = sourcesIn("app", "lib", "server");

  it("LAW-52: nothing is charged without the payer: no mandates, no recurring and no later top-up", () => {
    expect(product.length).toBeGreaterThan(300);
    expect(filesWith(/sequenceType|mandateId|customerId|customerPayments|SequenceType/, product)).toEqual([]);
  });

  it("LAW-54: each CPO has its own account: no key of the platform, no transfers, no payouts", () => {
    expect(text("lib/env.ts")).not.toMatch(/MOLLIE_(API_)?KEY|STRIPE|PSP_KEY/);
    expect(filesWith(/\b(payouts?|applicationFee|balanceTransfers?|transfers?Create)\b/i, product)).toEqual(
      [],
    );
  });

  it("LAW-53: no tariff has a price for a way to pay", () => {
    expect(text("lib/pricing/tariff.model.ts")).not.toMatch(/surcharge|paymentMethod|cardBrand/i);
    expect(filesWith(/cardBrand|wallet|issuer/i, sourcesIn("lib/pricing"))).toEqual([]);
  });
});

describe("wires", () => {
  it("SEC-39: sockets of stations end in a process and on a port of their own, never in Next's", () => {
    expect(filesWith(/["']upgrade["']|WebSocketServer/, sourcesIn("app", "lib"))).toEqual([]);
    const holders = filesWith(/WebSocketServer/, sourcesIn("server"));
    expect(holders).toEqual(["server/gateway/station-door.ts"]);
    expect(text("lib/env.ts")).toContain("GATEWAY_PORT");
  });

  it("SEC-60: Next and React are patched releases", () => {
    const { dependencies } = JSON.parse(text("package.json")) as { dependencies: Record<string, string> };
    const [major = 0, minor = 0, patch = 0] = (dependencies.next ?? "")
      .replace(/^\D*/, "")
      .split(".")
      .map(Number);
    expect(major * 1_000_000 + minor * 1_000 + patch).toBeGreaterThanOrEqual(16_002_006);
    expect(dependencies.react).toMatch(/^\D*19\./);
  });

  it("SEC-25: no switch turns the stations' authentication off", () => {
    expect(text("lib/env.ts")).not.toMatch(/INSECURE|NO_AUTH|SKIP_AUTH|ALLOW_UNAUTHENTICATED/i);
  });
});

describe("drivers", () => {
  const pages = sourcesIn("app", "components").filter((file) => !/admin|\(auth\)/.test(file));

  it("LAW-1, UX-15: before the payment nothing is asked but the amount", () => {
    const form = text("components/driver/parts/hold-form.tsx");
    expect(form).not.toMatch(/type="(email|tel|text|password)"/);
    expect(filesWith(/apps\.apple\.com|play\.google\.com/, pages)).toEqual([]);
  });

  it("LAW-50: no page loads anything from another host", () => {
    expect(filesWith(/(src|href)=["'{`]+https?:\/\//, pages)).toEqual([]);
    expect(filesWith(/googletagmanager|google-analytics|matomo|hotjar|sentry\.io|recaptcha/i, pages)).toEqual(
      [],
    );
  });
});
