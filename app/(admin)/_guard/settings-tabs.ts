import type { SettingsTab } from "@/components/admin/settings-tabs";
import type { Permission, Role } from "@/lib/tenants/access.model";
import { may } from "@/lib/tenants/access.rules";

const TABS: readonly (SettingsTab & { readonly permission: Permission })[] = [
  { href: "/admin/settings", label: "Operators", permission: "settings.read" },
  { href: "/admin/settings/users", label: "Users", permission: "user.read" },
  { href: "/admin/settings/audit", label: "Audit log", permission: "audit.read" },
];

/** The parts of the settings that the role may see. */
export function settingsTabs(role: Role): SettingsTab[] {
  return TABS.filter((tab) => may(role, tab.permission)).map(({ href, label }) => ({ href, label }));
}
