import { randomBytes } from "node:crypto";
import type { NextRequest } from "next/server";
import { isSameOrigin } from "@/app/_http/same-origin.rules";
import { clientAddress } from "@/app/(driver)/_http/client-address.rules";
import { type ProviderPageProps, renderProviderPage } from "@/components/provider/document";
import { AppError } from "@/lib/core/errors";
import { runtime } from "@/lib/db/runtime";
import { env } from "@/lib/env";
import type { RequestVisit } from "@/lib/subscriptions/open-request";
import { readRequestForm } from "./read-form";

export interface Route {
  readonly params: Promise<{ readonly token: string }>;
}

/** Pages behind a link are stored nowhere and found by nobody. */
export const PRIVATE_HEADERS = {
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-robots-tag": "noindex, nofollow",
};

/** A page as response. */
export async function page(
  request: NextRequest,
  status: number,
  props: Omit<ProviderPageProps, "nonce">,
): Promise<Response> {
  const nonce = request.headers.get("x-nonce") ?? randomBytes(16).toString("base64");
  const html = await renderProviderPage({ ...props, nonce });
  const headers = { "content-type": "text/html; charset=utf-8", ...PRIVATE_HEADERS };
  return new Response(html, { status, headers });
}

/** Answers a visit behind a link. Every fault becomes a page; links that do not work all look alike. */
export async function answerLink(
  request: NextRequest,
  { params }: Route,
  work: (visit: RequestVisit) => Promise<Response>,
): Promise<Response> {
  try {
    const remote = clientAddress(request.headers.get("x-forwarded-for"), env().TRUSTED_PROXIES);
    return await work({ token: (await params).token, remote });
  } catch (error) {
    const [status, title, text] = wordsOf(error);
    if (status === 500)
      runtime().log.error({ error: String(error), path: "/connect" }, "a provider's page failed");
    const children = (
      <>
        <h1>{title}</h1>
        <p>{text}</p>
      </>
    );
    return page(request, status, { title, clientName: null, isAcceptance: false, children });
  }
}

/** Answers the form behind a link; a form from elsewhere is refused (SEC-14). */
export function answerLinkForm(
  request: NextRequest,
  route: Route,
  work: (visit: RequestVisit, form: FormData) => Promise<Response>,
): Promise<Response> {
  return answerLink(request, route, async (visit) => {
    const origin = {
      origin: request.headers.get("origin"),
      secFetchSite: request.headers.get("sec-fetch-site"),
    };
    if (!isSameOrigin(origin, env().PUBLIC_URL))
      throw new AppError("forbidden", "foreign_form", "a form from elsewhere");
    return work(visit, await readRequestForm(request));
  });
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
      return [403, "This was not sent from our form", "Open your link again and send the form from there."];
    case "form_unreadable":
      return [400, "The form could not be read", "Open your link again and send the form from there."];
    default:
      return [500, "This did not work", "Nothing is known to have changed. Try again in a few minutes."];
  }
}
