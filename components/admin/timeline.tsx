import {
  BatteryCharging,
  ChevronRight,
  CreditCard,
  FileText,
  Gauge,
  Handshake,
  Landmark,
  type LucideIcon,
  Mail,
  PlugZap,
  Send,
  TriangleAlert,
  UserRound,
} from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";
import { Icon } from "@/components/ui/icon";
import type { TimelineItem, TimelineSource } from "@/lib/sessions/admin.model";
import { clock, duration, humanise } from "./format";
import { Time } from "./time";
import { words } from "./words";

const SOURCES: Readonly<Record<TimelineSource, { readonly icon: LucideIcon; readonly word: string }>> = {
  session: { icon: BatteryCharging, word: "Session" },
  payment: { icon: CreditCard, word: "Payment" },
  station: { icon: PlugZap, word: "Station" },
  psp: { icon: Landmark, word: "Provider" },
  partner: { icon: Handshake, word: "Partner" },
  meter: { icon: Gauge, word: "Meter" },
  command: { icon: Send, word: "Command" },
  bill: { icon: FileText, word: "Bill" },
  operator: { icon: UserRound, word: "Staff" },
  exception: { icon: TriangleAlert, word: "Exception" },
  mail: { icon: Mail, word: "Mail" },
};

interface TimelineProps {
  readonly items: readonly TimelineItem[];
  readonly zone: string;
}

/** Everything that happened, in one order: time, where it comes from, what it was, and the literal text behind it (ADM-5). */
export function Timeline({ items, zone }: TimelineProps) {
  return (
    <ol className="text-sm">
      {items.map((item, index) => (
        <Entry
          key={item.key}
          item={item}
          zone={zone}
          newDay={index === 0 || dayOf(item.at, zone) !== dayOf(items[index - 1]?.at ?? item.at, zone)}
        />
      ))}
    </ol>
  );
}

function dayOf(at: Date, zone: string): string {
  return clock(at, zone, "date");
}

function Entry(props: { readonly item: TimelineItem; readonly zone: string; readonly newDay: boolean }) {
  const { item, zone, newDay } = props;
  const { icon, word } = SOURCES[item.source];
  return (
    <>
      {newDay ? (
        <li className="border-b border-line bg-sunken px-4 py-1 text-[13px] font-medium text-muted">
          {dayOf(item.at, zone)}
        </li>
      ) : null}
      <li className="grid grid-cols-[4.5rem_6.5rem_1fr] items-start gap-x-3 border-b border-line px-4 py-2 last:border-0 max-sm:grid-cols-[4.5rem_1fr]">
        <span className="tabular text-[13px] leading-5 text-muted">
          <Time at={item.at} zone={zone} style="clock" />
        </span>
        <span
          className={classNames(
            "flex items-center gap-1.5 text-[13px] leading-5 max-sm:hidden",
            item.faulty ? "text-red" : "text-muted",
          )}
        >
          <Icon icon={icon} size={14} /> {word}
        </span>
        {item.raw ? (
          <Folded text={item.raw}>
            <Words item={item} />
          </Folded>
        ) : (
          <Words item={item} />
        )}
      </li>
    </>
  );
}

interface FoldedProps {
  readonly text: string;
  readonly children: ReactNode;
}

/** A line that opens to the stored text behind it. */
export function Folded({ text, children }: FoldedProps) {
  return (
    <details className="group min-w-0 leading-5">
      <summary className="flex list-none items-start justify-between gap-3 rounded hover:text-ink [&::-webkit-details-marker]:hidden">
        {children}
        <Icon
          icon={ChevronRight}
          label="Show what was stored"
          size={14}
          className="mt-0.5 text-muted transition-transform duration-150 group-open:rotate-90 motion-reduce:transition-none"
        />
      </summary>
      <Literal text={text} />
    </details>
  );
}

function Words({ item }: { readonly item: TimelineItem }) {
  const important = item.source === "session" || item.source === "operator" || item.faulty;
  return (
    <span className="min-w-0 leading-5">
      <span className={classNames(important && "font-medium", item.faulty && "text-red")}>
        {words(item.name)}
      </span>
      {item.count > 1 ? (
        <span className="tabular text-muted">
          {" "}
          × {item.count}
          {item.untilAt ? `, over ${duration(item.at, item.untilAt)}` : ""}
        </span>
      ) : null}
      {item.detail ? <span className="text-muted"> · {detailWords(item)}</span> : null}
    </span>
  );
}

function detailWords(item: TimelineItem): string {
  const text = item.detail ?? "";
  if (item.source === "session" || item.source === "payment") {
    return text
      .split(" → ")
      .map((part) => (/^[A-Z_]+$/.test(part) ? humanise(part) : part))
      .join(" → ");
  }
  return /^[A-Z_]+$/.test(text) ? humanise(text) : text;
}

/** The stored text, folded away. JSON is set out in lines. */
export function Raw({
  text,
  label = "Show what was stored",
}: {
  readonly text: string;
  readonly label?: string;
}) {
  return (
    <details className="mt-1">
      <summary className="w-fit rounded text-[13px] text-muted underline decoration-line underline-offset-2 hover:text-ink">
        {label}
      </summary>
      <Literal text={text} />
    </details>
  );
}

function Literal({ text }: { readonly text: string }) {
  return (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className="mt-1 max-h-80 overflow-auto rounded-lg bg-sunken p-3 font-mono text-xs leading-4.5 whitespace-pre-wrap break-all"
    >
      {indented(text)}
    </pre>
  );
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
