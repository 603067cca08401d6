"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";

interface NavLinkProps {
  readonly href: string;
  readonly children: ReactNode;
}

/** An entry of the navigation; knows whether its page is open. */
export function NavLink({ href, children }: NavLinkProps) {
  const path = usePathname();
  const active = href === "/admin" ? path === href : path === href || path.startsWith(`${href}/`);
  return (
    <Link
      href={href}
      prefetch={false}
      aria-current={active ? "page" : undefined}
      className={classNames(
        "flex min-h-8 items-center gap-2.5 rounded-lg px-2.5 text-sm",
        active ? "bg-sunken font-medium text-ink" : "text-muted hover:bg-sunken hover:text-ink",
      )}
    >
      {children}
    </Link>
  );
}
