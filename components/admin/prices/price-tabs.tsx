import Link from "next/link";
import { classNames } from "@/components/ui/class-names";

/** The parts of the prices, in the order in which an operator needs them. */
export const PRICE_TABS = {
  retail: { href: "/admin/prices", label: "Prices" },
  wholesale: { href: "/admin/prices/wholesale", label: "Wholesale" },
  rules: { href: "/admin/prices/rules", label: "Billing rules" },
  sideBySide: { href: "/admin/prices/side-by-side", label: "Side by side" },
  whatIf: { href: "/admin/prices/what-if", label: "What-if" },
  import: { href: "/admin/prices/import", label: "Import" },
} as const;
export type PriceTab = keyof typeof PRICE_TABS;

/** From one part of the prices to another. */
export function PriceTabs({ current }: { readonly current: PriceTab }) {
  return (
    <nav aria-label="Prices" className="mb-4 flex gap-5 overflow-x-auto border-b border-line">
      {Object.entries(PRICE_TABS).map(([tab, { href, label }]) => (
        <Link
          key={href}
          href={href}
          aria-current={tab === current ? "page" : undefined}
          prefetch={false}
          className={classNames(
            "-mb-px flex min-h-9 items-center border-b-2 text-sm whitespace-nowrap",
            tab === current ? "border-ink font-medium" : "border-transparent text-muted hover:text-ink",
          )}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
