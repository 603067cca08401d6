import {
  Cable,
  CalendarDays,
  CreditCard,
  FileText,
  FlaskConical,
  type LucideIcon,
  MapPin,
  Menu,
  Nfc,
  PlugZap,
  QrCode,
  Settings,
  Tag,
  TriangleAlert,
  Zap,
} from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Icon } from "@/components/ui/icon";
import { type Permission, ROLE_PERMISSIONS, type Role } from "@/lib/tenants/access.model";
import { humanise } from "./format";
import { KeepAlive } from "./keep-alive";
import { ModeSwitch } from "./mode-switch";
import { NAVIGATION, type NavEntry } from "./nav.model";
import { NavLink } from "./nav-link";
import { Palette } from "./palette";
import { UserMenu } from "./user-menu";

const ICONS: Readonly<Record<NavEntry["icon"], LucideIcon>> = {
  today: CalendarDays,
  session: Zap,
  payment: CreditCard,
  cdr: FileText,
  exception: TriangleAlert,
  location: MapPin,
  station: PlugZap,
  price: Tag,
  sticker: QrCode,
  terminal: Nfc,
  subscription: Cable,
  settings: Settings,
};

export interface FrameProps {
  readonly clientName: string;
  readonly user: { readonly name: string; readonly email: string; readonly role: Role };
  readonly mode: "TEST" | "LIVE";
  readonly bothModes: boolean;
  readonly theme: string;
  readonly density: string;
  readonly zone: string | null;
  readonly openExceptions: number;
  /** Sessions whose bill waits for a decision. */
  readonly flagged: number;
  readonly children: ReactNode;
}

/** The portal around every page: navigation, search, mode, person. */
export function Frame(props: FrameProps) {
  const held: readonly Permission[] = ROLE_PERMISSIONS[props.user.role];
  const groups = NAVIGATION.map((group) => group.filter((entry) => held.includes(entry.permission)));
  const pages = groups.flat().map(({ href, label }) => ({ href, label }));
  const navigation = (
    <Navigation groups={groups} badges={{ exception: props.openExceptions, cdr: props.flagged }} />
  );
  return (
    <div data-theme={props.theme} data-density={props.density} className="admin min-h-dvh bg-paper text-sm">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-lg focus:bg-surface focus:px-3 focus:py-2"
      >
        Skip to content
      </a>
      {props.mode === "TEST" ? <TestBanner /> : null}
      <div className="lg:grid lg:grid-cols-[13rem_minmax(0,1fr)]">
        <aside className="sticky top-0 hidden h-dvh overflow-y-auto border-r border-line bg-surface p-3 lg:block">
          <Brand clientName={props.clientName} />
          {navigation}
        </aside>
        <div className="min-w-0">
          <header className="sticky top-0 z-20 flex h-[var(--bar)] items-center gap-3 border-b border-line bg-surface px-4 lg:px-6">
            <details className="group relative lg:hidden">
              <summary
                aria-label="Navigation"
                className="grid size-8 list-none place-items-center rounded-lg hover:bg-sunken [&::-webkit-details-marker]:hidden"
              >
                <Icon icon={Menu} size={18} />
              </summary>
              <div className="absolute top-10 left-0 z-30 w-56 rounded-lg border border-line bg-surface p-3">
                <Brand clientName={props.clientName} />
                {navigation}
              </div>
            </details>
            <Palette pages={pages} />
            <div className="ml-auto flex items-center gap-2">
              {props.bothModes ? <ModeSwitch mode={props.mode} /> : null}
              <UserMenu
                name={props.user.name}
                email={props.user.email}
                role={humanise(props.user.role)}
                theme={props.theme}
                density={props.density}
              />
            </div>
          </header>
          <main id="main" tabIndex={-1} className="max-w-[100rem] p-4 outline-none lg:px-6 lg:py-5">
            {props.children}
          </main>
        </div>
      </div>
      <KeepAlive zone={props.zone} />
    </div>
  );
}

function Brand({ clientName }: { readonly clientName: string }) {
  return (
    <Link href="/admin" className="mb-4 flex min-h-10 items-center gap-2.5 rounded-lg px-2">
      <span className="grid size-7 place-items-center rounded-lg bg-accent text-on-accent">
        <Icon icon={Zap} size={16} />
      </span>
      <span className="min-w-0 leading-4">
        <span className="block truncate text-sm font-semibold">{clientName}</span>
        <span className="text-xs text-muted">Kerbwatt</span>
      </span>
    </Link>
  );
}

interface NavigationProps {
  readonly groups: readonly (readonly NavEntry[])[];
  /** What waits for a person, beside the page where it is decided. */
  readonly badges: Readonly<Partial<Record<NavEntry["icon"], number>>>;
}

function Navigation({ groups, badges }: NavigationProps) {
  return (
    <nav aria-label="Portal" className="flex flex-col gap-3">
      {groups
        .filter((group) => group.length > 0)
        .map((group) => (
          <ul key={group[0]?.href} className="flex flex-col gap-0.5 border-b border-line pb-3 last:border-0">
            {group.map((entry) => (
              <li key={entry.href}>
                <NavLink href={entry.href}>
                  <Icon icon={ICONS[entry.icon]} size={16} />
                  {entry.label}
                  {badges[entry.icon] ? (
                    <span className="tabular ml-auto rounded-md bg-red-soft px-1.5 text-xs font-semibold text-red">
                      {badges[entry.icon]}
                      <span className="sr-only"> open</span>
                    </span>
                  ) : null}
                </NavLink>
              </li>
            ))}
          </ul>
        ))}
    </nav>
  );
}

function TestBanner() {
  return (
    <p className="flex min-h-8 items-center justify-center gap-2 bg-amber-soft px-4 py-1 text-center text-[13px] font-medium text-amber">
      <Icon icon={FlaskConical} size={14} />
      Test mode: simulated payments and chargers, no real money.
    </p>
  );
}
