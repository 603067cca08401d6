import { runtime } from "@/lib/db/runtime";
import type { SessionView } from "@/lib/sessions/driver-view.model";
import { getSessionView } from "@/lib/sessions/get-session-view";
import type { DriverRequest } from "./driver-request";
import { redirect } from "./respond";

/** A session as this request may see it. */
export interface OpenedSession {
  readonly token: string;
  readonly view: SessionView;
  /** Path of its page: with the reference where the browser holds the token in a cookie, else with the token itself. */
  readonly base: string;
}

/**
 * Opens the session that the path names: by its reference through this browser's cookie, or by a token (SEC-13, UX-32).
 * Null for everything else; whoever has neither learns nothing (SEC-12).
 */
export async function openSession(request: DriverRequest, segment: string): Promise<OpenedSession | null> {
  const token = request.jar.session(segment) ?? segment;
  const view = await getSessionView(runtime(), { token });
  return view ? { token, view, base: `/s/${segment}` } : null;
}

/**
 * Where a fresh token leads: this browser keeps it in a cookie and the address bar shows only the reference. A browser that
 * has sent none of our cookies yet must prove first that it keeps them; `/s/[token]` does that.
 */
export async function enterSession(request: DriverRequest, token: string): Promise<Response> {
  const view = await getSessionView(runtime(), { token });
  if (!view) return redirect(request, `/s/${token}`);
  keep(request, view, token);
  return redirect(request, `/s/${request.jar.works ? view.reference : token}`);
}

/** Remembers the token, but never lets a view link replace the control link that this browser already has. */
export function keep(request: DriverRequest, view: SessionView, token: string): void {
  const held = request.jar.session(view.reference);
  if (held === null || (view.mayControl && held !== token))
    request.jar.rememberSession(view.reference, token);
}
