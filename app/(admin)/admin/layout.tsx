import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import "@/components/admin/admin.css";
import { Frame } from "@/components/admin/frame";
import { PREFERENCES } from "@/components/admin/nav.model";
import { countExceptions } from "@/lib/billing/admin.queries";
import { countValidations } from "@/lib/billing/cdr.queries";
import { may } from "@/lib/tenants/access.rules";
import { openAdmin } from "../_guard/open-admin";

export const metadata = { title: "Portal" };

const THEMES = ["light", "dark"];

/** The frame of the portal; every page below checks its own permission. */
export default async function AdminLayout({ children }: { readonly children: ReactNode }) {
  const admin = await openAdmin();
  if (!admin) redirect("/sign-in");
  const jar = await cookies();
  const theme = jar.get(PREFERENCES.theme)?.value ?? "";
  const counts = may(admin.principal.role, "exception.read")
    ? await countExceptions(admin.context, admin.scope)
    : [];
  const flagged = may(admin.principal.role, "cdr.decide")
    ? (await countValidations(admin.context, admin.scope)).FLAGGED
    : 0;
  return (
    <Frame
      clientName={admin.client.client.name}
      user={admin.principal}
      mode={admin.scope.mode}
      bothModes={admin.bothModes}
      theme={THEMES.includes(theme) ? theme : "system"}
      density={jar.get(PREFERENCES.density)?.value === "comfortable" ? "comfortable" : "dense"}
      zone={decodeURIComponent(jar.get(PREFERENCES.zone)?.value ?? "") || null}
      openExceptions={counts.reduce((sum, row) => sum + row._count, 0)}
      flagged={flagged}
    >
      {children}
    </Frame>
  );
}
