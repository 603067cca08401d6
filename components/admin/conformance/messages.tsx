import { ChevronRight } from "lucide-react";
import { Time } from "@/components/admin/time";
import { Icon } from "@/components/ui/icon";
import type { ReportMessage } from "@/lib/conformance/report/report.model";

/** Messages behind a disclosure: literal, JSON set out in lines, secrets hidden before they were stored. */
export function Messages({
  messages,
  zone,
}: {
  readonly messages: readonly ReportMessage[];
  readonly zone: string;
}) {
  return (
    <details className="group mt-1">
      <summary className="inline-flex min-h-8 cursor-pointer list-none items-center gap-1 text-[13px] text-muted hover:text-ink">
        <span className="transition-transform duration-150 group-open:rotate-90 motion-reduce:transition-none">
          <Icon icon={ChevronRight} size={14} />
        </span>
        {messages.length} {messages.length === 1 ? "message" : "messages"}
      </summary>
      <ul className="mt-1 flex flex-col gap-3">
        {messages.map((message) => (
          <li key={message.id} className="min-w-0">
            <p className="text-[13px] text-muted">
              {message.from === "partner" ? "Partner" : "Kerbwatt"} ·{" "}
              <Time at={message.at} zone={zone} style="second" /> · journal {message.id}
            </p>
            <p className="font-mono text-xs break-all">{message.head}</p>
            {message.body === "" ? null : (
              <pre
                // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
                tabIndex={0}
                className="mt-1 max-h-80 overflow-auto rounded-lg bg-sunken p-3 font-mono text-xs leading-4.5 break-all whitespace-pre-wrap"
              >
                {message.body}
              </pre>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
