import type { LucideIcon } from "lucide-react";
import { classNames } from "./class-names";

interface IconProps {
  readonly icon: LucideIcon;
  /** What the picture says, for people who do not see it. Without it the icon is decoration beside a word. */
  readonly label?: string;
  readonly size?: 14 | 16 | 18 | 20 | 24;
  readonly className?: string;
}

/** An icon in the weight of our type. State is never shown by an icon or a colour alone. */
export function Icon({ icon: Picture, label, size = 16, className }: IconProps) {
  const spoken = label ? { role: "img", "aria-label": label } : { "aria-hidden": true as const };
  return (
    <Picture
      {...spoken}
      size={size}
      strokeWidth={1.75}
      focusable="false"
      className={classNames("shrink-0", className)}
    />
  );
}
