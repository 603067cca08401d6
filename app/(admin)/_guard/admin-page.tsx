import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { NoPermission } from "@/components/admin/page-parts";
import type { Permission } from "@/lib/tenants/access.model";
import { may } from "@/lib/tenants/access.rules";
import { type Admin, openAdmin } from "./open-admin";

/** The address of a page: the parts of its path and its query, the first value of each name. */
export interface Route {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | undefined>>;
}

interface PageProps {
  readonly params: Promise<Record<string, string>>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/**
 * A page of the portal that needs one permission. Who is not signed in goes to the sign-in; who lacks the permission gets a
 * page that says so. The check stands here, beside the data, and not in a proxy (SEC-59).
 */
export function adminPage(
  permission: Permission,
  render: (admin: Admin, route: Route) => Promise<ReactNode>,
): (props: PageProps) => Promise<ReactNode> {
  return async (props) => {
    const admin = await openAdmin();
    if (!admin) redirect("/sign-in");
    if (!may(admin.principal.role, permission)) return <NoPermission role={admin.principal.role} />;
    const query = Object.fromEntries(
      Object.entries(await props.searchParams).map(([name, value]) => [
        name,
        // PostgreSQL's text can not hold NUL, and nobody types 200 characters into a filter.
        (Array.isArray(value) ? value[0] : value)?.replaceAll("\0", "").slice(0, 200),
      ]),
    );
    return render(admin, { params: await props.params, query });
  };
}

/** The id in a path when it is a UUID; otherwise null, which no page finds. */
export function uuidParam(route: Route, name = "id"): string | null {
  const value = route.params[name] ?? "";
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value) ? value.toLowerCase() : null;
}
