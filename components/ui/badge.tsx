import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "./class-names";
import { Icon } from "./icon";

/** accent: charging, paid. amber: waits for somebody. red: needs a person. neutral: over, or not yet. */
export type BadgeTone = "neutral" | "accent" | "amber" | "red";

const TONE: Readonly<Record<BadgeTone, string>> = {
  neutral: "bg-sunken text-muted",
  accent: "bg-accent-soft text-accent-text",
  amber: "bg-amber-soft text-amber",
  red: "bg-red-soft text-red",
};

interface BadgeProps {
  readonly tone?: BadgeTone;
  /** State is icon and word together, never colour alone. */
  readonly icon?: LucideIcon;
  readonly children: ReactNode;
  readonly className?: string;
}

/** A state in one word. */
export function Badge({ tone = "neutral", icon, children, className }: BadgeProps) {
  return (
    <span
      className={classNames(
        "inline-flex min-h-6 items-center gap-1 rounded-md px-2 text-[13px] font-medium whitespace-nowrap",
        TONE[tone],
        className,
      )}
    >
      {icon ? <Icon icon={icon} size={14} /> : null}
      {children}
    </span>
  );
}
