import type { NextRequest } from "next/server";
import type { ReactNode } from "react";
import { isSameOrigin } from "@/app/_http/same-origin.rules";
import { type PageProps, renderPage } from "@/components/driver/document";
import { MessagePage } from "@/components/driver/pages/message-page";
import { withLanguage } from "@/components/driver/ui";
import { AppError, HTTP_STATUS } from "@/lib/core/errors";
import { runtime } from "@/lib/db/runtime";
import { env } from "@/lib/env";
import { type DriverRequest, readDriverRequest } from "./driver-request";

/** Pages with a person's session in them are stored nowhere and found by nobody (SEC-13). */
const PRIVATE_HEADERS = {
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-robots-tag": "noindex, nofollow",
};

/** A page as response, with the cookies that the request's jar has changed. */
export async function page(
  request: DriverRequest,
  props: Omit<PageProps, "nonce">,
  status = 200,
): Promise<Response> {
  const html = await renderPage({ ...props, nonce: request.nonce });
  const headers = new Headers({ "content-type": "text/html; charset=utf-8", ...PRIVATE_HEADERS });
  for (const cookie of request.jar.changes) headers.append("set-cookie", cookie);
  return new Response(html, { status, headers });
}

/** 303 to a path of ours, in the request's language, or to the PSP's page. */
export function redirect(request: DriverRequest, target: string): Response {
  const isPath = target.startsWith("/");
  const headers = new Headers({
    location: isPath && request.languageInUrl ? withLanguage(target, request.locale) : target,
    ...PRIVATE_HEADERS,
  });
  for (const cookie of request.jar.changes) headers.append("set-cookie", cookie);
  return new Response(null, { status: 303, headers });
}

/** What looks like somebody trying doors; counted by those who watch the log (SEC-73). Only the kind of page is told. */
function noteProbe(request: DriverRequest, event: "foreign_form" | "dead_link"): void {
  const { log, secrets } = runtime();
  const sender = secrets.pseudonym(request.network);
  log.warn({ security: true, event, sender, page: pathKind(request.url) }, "a request that leads nowhere");
}

/** One answer for links that are dead, foreign or invented (SEC-12, UX-33). */
export function deadLink(request: DriverRequest): Promise<Response> {
  noteProbe(request, "dead_link");
  return message(request, 404, "session.dead_title", "session.dead_text", "unavailable.type_code");
}

type TextKey = Parameters<ReturnType<DriverRequest["ui"]>["t"]>[0];

/** A page that only says something and leads on to typing a code. */
export function message(
  request: DriverRequest,
  status: number,
  title: TextKey,
  text: TextKey,
  next: TextKey,
  children?: ReactNode,
): Promise<Response> {
  const ui = request.ui("/");
  const { t } = ui;
  return page(
    request,
    {
      ui,
      title: t(title),
      seller: null,
      reference: null,
      children: (
        <MessagePage ui={ui} title={t(title)} text={t(text)} next={{ text: t(next), path: "/" }}>
          {children}
        </MessagePage>
      ),
    },
    status,
  );
}

type Answer = (request: DriverRequest) => Promise<Response>;

/** Answers a GET; a fault becomes a page, never a blank one (UX-5). */
export async function answerPage(request: NextRequest, answer: Answer): Promise<Response> {
  const known = readDriverRequest(request);
  try {
    return await answer(known);
  } catch (error) {
    return faultPage(known, error);
  }
}

/** Answers a POST of one of our own forms; anything from elsewhere is refused (SEC-14). */
export async function answerForm(
  request: NextRequest,
  answer: (request: DriverRequest, form: FormData) => Promise<Response>,
): Promise<Response> {
  const origin = {
    origin: request.headers.get("origin"),
    secFetchSite: request.headers.get("sec-fetch-site"),
  };
  const known = readDriverRequest(request);
  if (!isSameOrigin(origin, env().PUBLIC_URL)) {
    noteProbe(known, "foreign_form");
    return message(known, 403, "error.title", "error.forbidden", "error.again");
  }
  return answerPage(request, async (read) => answer(read, await readForm(request)));
}

/** Form fields are short; a body of another type or above 16 kB is refused unread (SEC-62). */
async function readForm(request: NextRequest): Promise<FormData> {
  const type = request.headers.get("content-type") ?? "";
  const length = Number(request.headers.get("content-length") ?? Number.NaN);
  if (!type.startsWith("application/x-www-form-urlencoded") || !(length <= 16_384)) {
    throw new AppError("validation", "form_unreadable", "not one of our forms");
  }
  return request.formData();
}

/** One field of a form as text; empty when it is missing or a file. */
export function field(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}

function faultPage(request: DriverRequest, error: unknown): Promise<Response> {
  if (error instanceof AppError) {
    if (error.kind === "not_found") return deadLink(request);
    if (error.kind === "rate_limited") {
      return message(request, 429, "error.limited_title", "error.limited_text", "error.again");
    }
    if (error.kind !== "internal") {
      return message(request, HTTP_STATUS[error.kind], "error.title", "error.text", "error.again");
    }
  }
  runtime().log.error({ error: String(error), path: pathKind(request.url) }, "a driver's page failed");
  return message(request, 500, "error.title", "error.text", "error.again");
}

/** Only the kind of page: tokens and codes never reach a log (SEC-13). */
function pathKind(url: URL): string {
  return url.pathname.split("/")[1] ?? "";
}
