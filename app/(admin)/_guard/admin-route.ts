import type { NextRequest } from "next/server";
import { AppError, HTTP_STATUS } from "@/lib/core/errors";
import type { Permission } from "@/lib/tenants/access.model";
import { may } from "@/lib/tenants/access.rules";
import { type Admin, openAdmin } from "./open-admin";

interface RouteContext {
  readonly params: Promise<Record<string, string>>;
}

type Handler = (
  admin: Admin,
  request: NextRequest,
  params: Readonly<Record<string, string>>,
) => Promise<Response>;

/** A GET handler of the portal that needs one permission (SEC-59). Errors carry a code and nothing else (SEC-67). */
export function adminRoute(permission: Permission, handle: Handler) {
  return async (request: NextRequest, route: RouteContext): Promise<Response> => {
    const admin = await openAdmin();
    if (!admin) return Response.json({ code: "sign_in_needed" }, { status: 401 });
    if (!may(admin.principal.role, permission)) {
      return Response.json({ code: "permission_missing" }, { status: 403 });
    }
    try {
      return await handle(admin, request, await route.params);
    } catch (error) {
      if (error instanceof AppError && error.kind !== "internal") {
        return Response.json({ code: error.code }, { status: HTTP_STATUS[error.kind] });
      }
      const reference = admin.context.ids.next().slice(0, 8);
      admin.context.log.error({ err: error, reference }, "a route of the portal failed");
      return Response.json({ code: "internal", reference }, { status: 500 });
    }
  };
}
