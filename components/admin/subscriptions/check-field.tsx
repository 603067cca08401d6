import type { ReactNode } from "react";

interface CheckFieldProps {
  readonly name: string;
  readonly label: ReactNode;
  readonly help?: ReactNode;
  readonly checked?: boolean;
  readonly value?: string;
}

/** A box to tick. A ticked one sends its value, "yes" unless told otherwise; an empty one sends nothing. */
export function CheckField({ name, label, help, checked = false, value = "yes" }: CheckFieldProps) {
  return (
    <label className="flex min-h-8 items-start gap-2.5 py-1 text-sm">
      <input
        type="checkbox"
        name={name}
        value={value}
        defaultChecked={checked}
        className="mt-0.5 size-4 shrink-0 accent-accent"
      />
      <span className="min-w-0">
        <span className="block">{label}</span>
        {help ? <span className="block text-[13px] text-muted">{help}</span> : null}
      </span>
    </label>
  );
}
