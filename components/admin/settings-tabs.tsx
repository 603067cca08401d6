import Link from "next/link";
import { classNames } from "@/components/ui/class-names";

export interface SettingsTab {
  readonly href: string;
  readonly label: string;
}

/** The parts of a page that has several. */
export function SettingsTabs({
  tabs,
  current,
  label = "Settings",
}: {
  readonly tabs: readonly SettingsTab[];
  readonly current: string;
  readonly label?: string;
}) {
  return (
    <nav aria-label={label} className="mb-4 flex gap-5 border-b border-line">
      {tabs.map((tab) => (
        <Link
          key={tab.href}
          href={tab.href}
          aria-current={tab.href === current ? "page" : undefined}
          className={classNames(
            "-mb-px flex min-h-9 items-center border-b-2 text-sm",
            tab.href === current ? "border-ink font-medium" : "border-transparent text-muted hover:text-ink",
          )}
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}
