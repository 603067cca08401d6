"use client";

import { useRouter } from "next/navigation";
import { classNames } from "@/components/ui/class-names";
import { PREFERENCES } from "./nav.model";
import { rememberPreference } from "./preference";

const MODES = [
  ["LIVE", "Live"],
  ["TEST", "Test"],
] as const;

/** Between live and test: two separate worlds (ADM-20). Always leads to the first page, since no object is in both. */
export function ModeSwitch({ mode }: { readonly mode: "TEST" | "LIVE" }) {
  const router = useRouter();
  return (
    <fieldset className="flex rounded-lg border border-line p-0.5">
      <legend className="sr-only">Live or test data</legend>
      {MODES.map(([value, label]) => (
        <button
          key={value}
          type="button"
          aria-pressed={mode === value}
          onClick={() => {
            rememberPreference(PREFERENCES.mode, value);
            router.push("/admin");
            router.refresh();
          }}
          className={classNames(
            "min-h-7 rounded-md px-2.5 text-[13px] font-medium",
            mode === value ? "bg-ink text-paper" : "text-muted hover:text-ink",
          )}
        >
          {label}
        </button>
      ))}
    </fieldset>
  );
}
