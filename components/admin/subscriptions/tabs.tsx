import Link from "next/link";
import { classNames } from "@/components/ui/class-names";

const TABS = [
  ["", "Overview"],
  ["/settings", "Settings"],
  ["/tests", "Tests"],
  ["/messages", "Messages"],
  ["/pushes", "Outbox"],
] as const;

/** The parts of one connection. `current` is the path behind the connection's own. */
export function SubscriptionTabs({
  id,
  current,
}: {
  readonly id: string;
  readonly current: (typeof TABS)[number][0];
}) {
  return (
    <nav
      aria-label="Parts of this connection"
      className="mb-4 flex gap-5 overflow-x-auto border-b border-line"
    >
      {TABS.map(([path, label]) => (
        <Link
          key={path}
          href={`/admin/subscriptions/${id}${path}`}
          aria-current={path === current ? "page" : undefined}
          className={classNames(
            "-mb-px flex min-h-9 items-center border-b-2 text-sm",
            path === current ? "border-ink font-medium" : "border-transparent text-muted hover:text-ink",
          )}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
