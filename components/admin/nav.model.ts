import type { Permission } from "@/lib/tenants/access.model";

export interface NavEntry {
  readonly href: string;
  readonly label: string;
  readonly permission: Permission;
  readonly icon:
    | "today"
    | "session"
    | "payment"
    | "cdr"
    | "exception"
    | "location"
    | "station"
    | "price"
    | "sticker"
    | "terminal"
    | "subscription"
    | "settings";
}

/** The pages in the operator's order of work; groups are divided by a line. Only what exists is listed. */
export const NAVIGATION: readonly (readonly NavEntry[])[] = [
  [
    { href: "/admin", label: "Today", permission: "today.read", icon: "today" },
    { href: "/admin/sessions", label: "Sessions", permission: "session.read", icon: "session" },
    { href: "/admin/payments", label: "Payments", permission: "payment.read", icon: "payment" },
    { href: "/admin/cdrs", label: "CDRs", permission: "cdr.read", icon: "cdr" },
    { href: "/admin/exceptions", label: "Exceptions", permission: "exception.read", icon: "exception" },
  ],
  [
    { href: "/admin/locations", label: "Locations", permission: "location.read", icon: "location" },
    { href: "/admin/stations", label: "Stations", permission: "station.read", icon: "station" },
    { href: "/admin/terminals", label: "Terminals", permission: "terminal.read", icon: "terminal" },
    { href: "/admin/stickers", label: "Stickers", permission: "sticker.read", icon: "sticker" },
  ],
  [
    { href: "/admin/prices", label: "Prices", permission: "pricing.read", icon: "price" },
    {
      href: "/admin/subscriptions",
      label: "Subscriptions",
      permission: "subscription.read",
      icon: "subscription",
    },
  ],
  [{ href: "/admin/settings", label: "Settings", permission: "settings.read", icon: "settings" }],
];

/** The person's own choices, kept in cookies that only say how things look. */
export const PREFERENCES = {
  mode: "kw-mode",
  theme: "kw-theme",
  density: "kw-density",
  zone: "kw-zone",
} as const;
