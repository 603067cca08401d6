import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { SUBSCRIPTION_STATES } from "@/lib/subscriptions/connection.model";
import type { RequestView } from "@/lib/subscriptions/request.model";
import { WRITABLE_STATES } from "@/lib/subscriptions/subscription.model";
import { renderProviderPage } from "./document";
import { formValues } from "./request-form";
import { RequestPage } from "./request-page";

const VIEW: RequestView = {
  subscriptionId: "s",
  clientId: "c",
  clientName: "Kade <b>Laden</b>",
  name: "Terminals",
  provider: "other",
  environment: "ACCEPTANCE",
  state: "DRAFT",
  cpos: [{ name: "Kade", countryCode: "NL", partyId: "KDE" }],
  reviewNote: "Use a host of your own.",
  expiresAt: new Date("2026-12-28T10:00:00Z"),
  values: {
    countryCode: "DE",
    partyId: "PTP",
    prefix: "PTP",
    separator: "-",
    version: "2.2.1",
    modules: ["cdrs"],
    peerRole: "PTP",
    versionsUrl: null,
    hosts: ["a.example", "b.example:8443"],
    contactName: '"><script>alert(1)</script>',
    contactEmail: "ada@provider.example",
    contactPhone: null,
    note: "</textarea><script>",
  },
};
const html = (change: Partial<RequestView> = {}, faults: Record<string, string> | null = null) => {
  const view = { ...VIEW, ...change };
  const typed = faults === null ? null : { values: formValues(view), faults };
  return renderToStaticMarkup(<RequestPage view={view} path="/connect/t" typed={typed} />);
};

describe("the provider's request page", () => {
  it.each(SUBSCRIPTION_STATES)(
    "says where things stand in %s, with the form only while it can be written",
    (state) => {
      const text = html({ state });
      expect(text).toContain('role="status"');
      expect(text.includes("<form")).toBe(WRITABLE_STATES.includes(state));
      expect(text.includes("Use a host of your own.")).toBe(
        state === "CHANGES_NEEDED" || state === "REJECTED",
      );
    },
  );

  it("works without a script: an ordinary form that posts to its own address", async () => {
    const page = await renderProviderPage({
      nonce: "n",
      title: "t",
      clientName: "Kade",
      isAcceptance: true,
      children: <RequestPage view={VIEW} path="/connect/t" typed={null} />,
    });
    expect(page).toMatch(
      /<form[^>]*action="\/connect\/t"[^>]*method="post"|<form[^>]*method="post"[^>]*action="\/connect\/t"/,
    );
    expect(page).not.toContain("<script");
  });

  it("SEC-64: what somebody typed never becomes markup", () => {
    expect(html()).not.toMatch(/<script|<b>Laden/);
    expect(html({ state: "IN_REVIEW" })).not.toMatch(/<script|<b>Laden/);
  });

  it("ties every fault to its field, and shows what was typed", () => {
    const text = html({}, { prefix: "Exactly three characters.", hosts: "10.0.0.1 is not public." });
    expect(text).toContain("2 fields need");
    expect(text).toMatch(
      /id="prefix"[^>]*aria-describedby="prefix-help prefix-fault"[^>]*aria-invalid="true"/,
    );
    expect(text).toContain('id="hosts-fault"');
    expect(text).toContain("a.example\nb.example:8443");
  });
});
