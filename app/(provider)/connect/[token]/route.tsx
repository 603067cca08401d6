import { randomBytes } from "node:crypto";
import type { NextRequest } from "next/server";
import { z } from "zod";
import { isSameOrigin } from "@/app/_http/same-origin.rules";
import { clientAddress } from "@/app/(driver)/_http/client-address.rules";
import { renderProviderPage } from "@/components/provider/document";
import type { Faults } from "@/components/provider/fields";
import { RequestPage } from "@/components/provider/request-page";
import { AppError } from "@/lib/core/errors";
import { runtime } from "@/lib/db/runtime";
import { env } from "@/lib/env";
import { judgeHost } from "@/lib/ocpi/partner/judge-host";
import { openRequest, type RequestVisit } from "@/lib/subscriptions/open-request";
import { submitRequest } from "@/lib/subscriptions/submit-request";
import { readRequestForm, requestOf, typedValues } from "./read-form";

interface Route {
  readonly params: Promise<{ readonly token: string }>;
}

/** The page of one request: whoever has the link is the provider; nothing else opens it (domain §9.2). */
export function GET(request: NextRequest, { params }: Route): Promise<Response> {
  return answer(request, async () => show(request, await visitOf(request, params), null, 200));
}

/** The provider sends or corrects its request. Without a fault the answer leads back to the page. */
export function POST(request: NextRequest, { params }: Route): Promise<Response> {
  return answer(request, async () => {
    const origin = {
      origin: request.headers.get("origin"),
      secFetchSite: request.headers.get("sec-fetch-site"),
    };
    if (!isSameOrigin(origin, env().PUBLIC_URL))
      throw new AppError("forbidden", "foreign_form", "a form from elsewhere");
    const visit = await visitOf(request, params);
    const form = await readRequestForm(request);
    try {
      await submitRequest(runtime(), visit, requestOf(form), judgeHost);
    } catch (error) {
      const faults = faultsOf(error);
      if (faults === null) throw error;
      return show(request, visit, { values: typedValues(form), faults }, 422);
    }
    return new Response(null, { status: 303, headers: { location: pathOf(visit), ...PRIVATE } });
  });
}

const PRIVATE = {
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-robots-tag": "noindex, nofollow",
};

const pathOf = ({ token }: RequestVisit): string => `/connect/${encodeURIComponent(token)}`;

async function visitOf(request: NextRequest, params: Route["params"]): Promise<RequestVisit> {
  const remote = clientAddress(request.headers.get("x-forwarded-for"), env().TRUSTED_PROXIES);
  return { token: (await params).token, remote };
}

/** Faults by field, the first of each; null for what is no fault of the form. */
function faultsOf(error: unknown): Faults | null {
  if (error instanceof z.ZodError) {
    const pairs = error.issues.map(
      ({ path, message }) => [String(path[0] ?? "form"), sentence(message)] as const,
    );
    return Object.fromEntries([...pairs].reverse());
  }
  if (!(error instanceof AppError)) return null;
  if (error.code === "prefix_taken")
    return { prefix: "This prefix is in use by another provider. Choose another one." };
  if (error.code === "party_taken") return { partyId: "This party has a connection here already." };
  return null;
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

type Typed = Parameters<typeof RequestPage>[0]["typed"];

async function show(
  request: NextRequest,
  visit: RequestVisit,
  typed: Typed,
  status: number,
): Promise<Response> {
  const view = await openRequest(runtime(), visit);
  return html(request, status, {
    title: "Connection request",
    clientName: view.clientName,
    isAcceptance: view.environment === "ACCEPTANCE",
    children: <RequestPage view={view} path={pathOf(visit)} typed={typed} />,
  });
}

type Page = Omit<Parameters<typeof renderProviderPage>[0], "nonce">;

async function html(request: NextRequest, status: number, page: Page): Promise<Response> {
  const nonce = request.headers.get("x-nonce") ?? randomBytes(16).toString("base64");
  const text = await renderProviderPage({ ...page, nonce });
  return new Response(text, { status, headers: { "content-type": "text/html; charset=utf-8", ...PRIVATE } });
}

/** Every fault becomes a page; links that do not work all look alike. */
async function answer(request: NextRequest, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    const [status, title, text] = wordsOf(error);
    if (status === 500)
      runtime().log.error({ error: String(error), path: "/connect" }, "a provider's page failed");
    return html(request, status, {
      title,
      clientName: null,
      isAcceptance: false,
      children: (
        <>
          <h1>{title}</h1>
          <p>{text}</p>
        </>
      ),
    });
  }
}

function wordsOf(error: unknown): readonly [status: number, title: string, text: string] {
  const code = error instanceof AppError ? error.code : "internal";
  switch (code) {
    case "request_link_unknown":
      return [
        404,
        "This link does not work",
        "It has expired or was replaced. Ask the operator for a new one.",
      ];
    case "rate_limited":
      return [429, "Too many visits", "Wait ten minutes, then try again."];
    case "request_not_writable":
      return [
        409,
        "The request is being reviewed",
        "It can not be changed meanwhile. Go back and load the page again.",
      ];
    case "foreign_form":
    case "form_unreadable":
      return [400, "This was not sent from our form", "Open your link again and send the form from there."];
    default:
      return [500, "This did not work", "Nothing is known to have changed. Try again in a few minutes."];
  }
}
