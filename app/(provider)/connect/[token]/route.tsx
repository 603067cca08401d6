import type { NextRequest } from "next/server";
import { z } from "zod";
import type { Faults } from "@/components/provider/fields";
import { RequestPage } from "@/components/provider/request-page";
import { AppError } from "@/lib/core/errors";
import { runtime } from "@/lib/db/runtime";
import { judgeHost } from "@/lib/ocpi/partner/judge-host";
import { openRequest, type RequestVisit } from "@/lib/subscriptions/open-request";
import { submitRequest } from "@/lib/subscriptions/submit-request";
import { requestOf, typedValues } from "./read-form";
import { answerLink, answerLinkForm, PRIVATE_HEADERS, page, type Route } from "./respond";

/** The page of one request: whoever has the link is the provider; nothing else opens it (domain §9.2). */
export function GET(request: NextRequest, route: Route): Promise<Response> {
  return answerLink(request, route, (visit) => show(request, visit, null, 200));
}

/** The provider sends or corrects its request. Without a fault the answer leads back to the page. */
export function POST(request: NextRequest, route: Route): Promise<Response> {
  return answerLinkForm(request, route, async (visit, form) => {
    try {
      await submitRequest(runtime(), visit, requestOf(form), judgeHost);
    } catch (error) {
      const faults = faultsOf(error);
      if (faults === null) throw error;
      return show(request, visit, { values: typedValues(form), faults }, 422);
    }
    return new Response(null, { status: 303, headers: { location: pathOf(visit), ...PRIVATE_HEADERS } });
  });
}

const pathOf = ({ token }: RequestVisit): string => `/connect/${encodeURIComponent(token)}`;

async function show(
  request: NextRequest,
  visit: RequestVisit,
  typed: Parameters<typeof RequestPage>[0]["typed"],
  status: number,
): Promise<Response> {
  const view = await openRequest(runtime(), visit);
  return page(request, status, {
    title: "Connection request",
    clientName: view.clientName,
    isAcceptance: view.environment === "ACCEPTANCE",
    children: <RequestPage view={view} path={pathOf(visit)} typed={typed} />,
  });
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

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
