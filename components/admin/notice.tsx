import { CircleAlert, Info, type LucideIcon, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";
import { Icon } from "@/components/ui/icon";

type Tone = "accent" | "amber" | "red";

const TONES: Readonly<Record<Tone, { readonly icon: LucideIcon; readonly look: string }>> = {
  accent: { icon: Info, look: "bg-accent-soft text-ink" },
  amber: { icon: TriangleAlert, look: "bg-amber-soft text-ink" },
  red: { icon: CircleAlert, look: "bg-red-soft text-ink" },
};

interface NoticeProps {
  readonly tone: Tone;
  readonly children: ReactNode;
}

/** A sentence that must not be overlooked. */
export function Notice({ tone, children }: NoticeProps) {
  const { icon, look } = TONES[tone];
  return (
    <div
      role={tone === "red" ? "alert" : "status"}
      className={classNames("flex gap-2 rounded-lg px-3 py-2 text-sm", look)}
    >
      <Icon icon={icon} size={16} className="mt-0.5" />
      <div className="min-w-0">{children}</div>
    </div>
  );
}
