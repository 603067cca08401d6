import { ArrowDownLeft, ArrowUpRight } from "lucide-react";
import { Icon } from "@/components/ui/icon";

/** Who asked: the partner, or we. */
export function Direction({ direction }: { readonly direction: "IN" | "OUT" }) {
  const isIn = direction === "IN";
  return (
    <span className="inline-flex items-center gap-1 text-muted">
      <Icon icon={isIn ? ArrowDownLeft : ArrowUpRight} size={14} /> {isIn ? "Partner asks" : "We ask"}
    </span>
  );
}
