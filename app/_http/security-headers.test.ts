import { describe, expect, it } from "vitest";
import { areaOf, canonicalScanPath, isInternalHeader, securityHeaders } from "./security-headers.rules";

const OPTIONS = { nonce: "bm9uY2U=", publicUrl: "https://pay.example", pspOrigin: null, development: false };
const rule = (policy: string | undefined, name: string) =>
  policy?.split("; ").find((part) => part.startsWith(`${name} `));

describe("SEC-63: headers of every area", () => {
  it.each(["driver", "admin", "api"] as const)("%s", (area) => {
    const headers = securityHeaders(area, OPTIONS);
    expect(headers["strict-transport-security"]).toContain("max-age=63072000");
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["cross-origin-opener-policy"]).toBe("same-origin");
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    expect(headers["content-security-policy"]).not.toContain("unsafe-eval");
  });

  it("SEC-86: drivers' pages run only scripts with the nonce and take styles from nowhere else", () => {
    const policy = securityHeaders("driver", OPTIONS)["content-security-policy"];
    expect(rule(policy, "script-src")).toBe("script-src 'self' 'nonce-bm9uY2U=' 'strict-dynamic'");
    expect(rule(policy, "style-src")).toBe("style-src 'self' 'nonce-bm9uY2U='");
    expect(rule(policy, "connect-src")).toBe("connect-src 'self'");
    expect(rule(policy, "form-action")).toBe("form-action 'self' https://*.mollie.com https://mollie.com");
    for (const text of ["object-src 'none'", "base-uri 'none'", "default-src 'none'"])
      expect(policy).toContain(text);
  });

  it("SEC-13: drivers' pages send no referrer", () => {
    expect(securityHeaders("driver", OPTIONS)["referrer-policy"]).toBe("no-referrer");
  });

  it("a simulator is named only when there is one, and plain http gets no HSTS", () => {
    const local = { ...OPTIONS, publicUrl: "http://localhost:4000", pspOrigin: "http://localhost:4010" };
    const headers = securityHeaders("driver", local);
    expect(rule(headers["content-security-policy"], "form-action")).toContain(" http://localhost:4010");
    expect(headers["strict-transport-security"]).toBeUndefined();
    expect(rule(securityHeaders("admin", local)["content-security-policy"], "form-action")).toBe(
      "form-action 'self'",
    );
  });
});

describe("paths", () => {
  it("knows the areas", () => {
    expect(
      ["/", "/c/ABC", "/s/x", "/api/health", "/admin", "/admin/sessions", "/sign-in", "/administrator"].map(
        areaOf,
      ),
    ).toEqual(["driver", "driver", "driver", "api", "admin", "admin", "admin", "driver"]);
  });
  it("UX-1: a QR code in capital letters finds its page", () => {
    expect(canonicalScanPath("/C/1Q7K2M4XD9T3WBR5HN")).toBe("/c/1Q7K2M4XD9T3WBR5HN");
    expect(canonicalScanPath("/T/7KQ2-M4XD")).toBe("/t/7KQ2-M4XD");
    expect(canonicalScanPath("/c/abc")).toBeNull();
    expect(canonicalScanPath("/CARS/1")).toBeNull();
  });
  it("SEC-61: Next's internal headers never come from outside", () => {
    expect(["x-middleware-subrequest", "X-Middleware-Rewrite", "x-nonce"].every(isInternalHeader)).toBe(true);
    expect(["cookie", "x-forwarded-for", "x-noncesense"].some(isInternalHeader)).toBe(false);
  });
});
