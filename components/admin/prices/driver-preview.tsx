"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { classNames } from "@/components/ui/class-names";

interface DriverPreviewProps {
  /** The driver's own stylesheet, for each theme. */
  readonly css: Readonly<Record<"light" | "dark", string>>;
  /** The driver's own price block in each language, rendered by the server. */
  readonly blocks: readonly { readonly locale: string; readonly name: string; readonly block: ReactNode }[];
}

/** What a driver sees, in a shadow tree, so that the driver's stylesheet and nothing else applies to it. */
export function DriverPreview({ css, blocks }: DriverPreviewProps) {
  const [locale, setLocale] = useState(blocks[0]?.locale ?? "");
  const [theme, setTheme] = useState<"light" | "dark">("light");
  const shown = blocks.find((entry) => entry.locale === locale) ?? blocks[0];
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap justify-between gap-2">
        <Switch
          label="Language"
          options={blocks.map((b) => [b.locale, b.name])}
          value={locale}
          onChange={setLocale}
        />
        <Switch
          label="Theme"
          options={[
            ["light", "Light"],
            ["dark", "Dark"],
          ]}
          value={theme}
          onChange={(value) => setTheme(value === "dark" ? "dark" : "light")}
        />
      </div>
      <Shadow css={css[theme]}>
        <div className="card" lang={locale}>
          {shown?.block}
        </div>
      </Shadow>
    </div>
  );
}

interface SwitchProps {
  readonly label: string;
  readonly options: readonly (readonly [string, string])[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Switch({ label, options, value, onChange }: SwitchProps) {
  return (
    <fieldset className="flex rounded-lg border border-line p-0.5">
      <legend className="sr-only">{label}</legend>
      {options.map(([option, word]) => (
        <button
          key={option}
          type="button"
          aria-pressed={value === option}
          onClick={() => onChange(option)}
          className={classNames(
            "min-h-7 rounded-md px-2 text-[13px] font-medium",
            value === option ? "bg-ink text-paper" : "text-muted hover:text-ink",
          )}
        >
          {word}
        </button>
      ))}
    </fieldset>
  );
}

function Shadow({ css, children }: { readonly css: string; readonly children: ReactNode }) {
  const host = useRef<HTMLDivElement>(null);
  const [root, setRoot] = useState<ShadowRoot | null>(null);
  useEffect(() => {
    if (host.current) setRoot(host.current.shadowRoot ?? host.current.attachShadow({ mode: "open" }));
  }, []);
  return (
    <div ref={host}>
      {root
        ? createPortal(
            <>
              <style>{css}</style>
              {children}
            </>,
            root,
          )
        : null}
    </div>
  );
}
