import type { NextRequest } from "next/server";
import { securityHeaders } from "@/app/_http/security-headers.rules";
import { runtime } from "@/lib/db/runtime";
import { env } from "@/lib/env";
import { pathSegments } from "@/lib/ocpi/exchange/endpoint-url.rules";
import { systemOutbound } from "@/lib/ocpi/exchange/outbound/system-client";
import { handleOcpiRequest } from "@/lib/ocpi/server/handle-request";
import { clientAddress } from "@/lib/tenants/auth/session.rules";

/** Nothing of it is ever made beforehand, so Next need not find out what it reads of a request. */
export const dynamic = "force-dynamic";

/** Longest body of a request (SEC-62). */
const MAX_BODY_BYTES = 1_048_576;
const PREFIX = /^\/api\/ocpi\/?/;

/** The same for every answer; no proxy runs before this route (SEC-63). */
let guards: Readonly<Record<string, string>> | undefined;

function guardHeaders(): Readonly<Record<string, string>> {
  const { PUBLIC_URL, NODE_ENV } = env();
  guards ??= securityHeaders("api", {
    nonce: "",
    publicUrl: PUBLIC_URL,
    pspOrigin: null,
    development: NODE_ENV === "development",
  });
  return guards;
}

/** OCPI of all versions: what partners call (docs/ocpi.md). Their token is checked before anything else. */
async function answerPartner(request: NextRequest): Promise<Response> {
  const { pathname, search, searchParams } = new URL(request.url);
  const path = pathSegments(pathname.replace(PREFIX, ""));
  const { status, headers, body } = await handleOcpiRequest(
    { context: runtime(), outbound: systemOutbound() },
    {
      method: request.method,
      // The address that the partner sees, whatever host header came (SEC-61).
      url: `${env().PUBLIC_URL.replace(/\/+$/, "")}${pathname.replace(/\/$/, "")}${search}`,
      // What can not be decoded names nothing.
      path: path ?? ["?"],
      query: searchParams,
      headers: request.headers,
      body: await readBody(request),
      remote: clientAddress(request.headers.get("x-forwarded-for"), env().TRUSTED_PROXIES),
    },
  );
  return new Response(streamOf(body), { status, headers: { ...guardHeaders(), ...headers } });
}

/** A page has hundreds of kilobytes: as a stream its bytes are sent as they are, otherwise `Response` would copy them first. */
function streamOf(body: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(body);
      controller.close();
    },
  });
}

/** The body as text; null when it is larger than a body may be. Nothing beyond that is read. */
async function readBody(request: NextRequest): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

export async function GET(request: NextRequest): Promise<Response> {
  return answerPartner(request);
}

export async function POST(request: NextRequest): Promise<Response> {
  return answerPartner(request);
}

export async function PUT(request: NextRequest): Promise<Response> {
  return answerPartner(request);
}

export async function PATCH(request: NextRequest): Promise<Response> {
  return answerPartner(request);
}

export async function DELETE(request: NextRequest): Promise<Response> {
  return answerPartner(request);
}
