import { SettingsTabs } from "@/components/admin/settings-tabs";

const TABS = [
  { href: "/admin/cdrs", label: "CDRs" },
  { href: "/admin/cdrs/reconciliation", label: "Reconciliation" },
];

/** The bills, and what providers have captured for them. */
export function BillTabs({ current }: { readonly current: string }) {
  return <SettingsTabs tabs={TABS} current={current} label="CDRs" />;
}
