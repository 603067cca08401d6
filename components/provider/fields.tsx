import type { ReactNode } from "react";
import { Icon } from "@/components/driver/icons";
import { SelectBox, type SelectOptions } from "@/components/ui/select";

export type Faults = Readonly<Record<string, string>>;

interface FrameProps {
  readonly name: string;
  readonly label: string;
  readonly help?: string;
  readonly faults: Faults;
  readonly children: (ids: {
    readonly id: string;
    readonly name: string;
    readonly "aria-describedby": string | undefined;
    readonly "aria-invalid": true | undefined;
  }) => ReactNode;
}

/** Label, control, help and fault of one field, tied together (WCAG 1.3.1, 3.3.1). */
function FieldFrame({ name, label, help, faults, children }: FrameProps) {
  const fault = faults[name];
  const described = [help ? `${name}-help` : "", fault ? `${name}-fault` : ""].filter(Boolean).join(" ");
  return (
    <div className="tight">
      <label htmlFor={name}>{label}</label>
      {children({
        id: name,
        name,
        "aria-describedby": described || undefined,
        "aria-invalid": fault ? true : undefined,
      })}
      {fault ? <Fault id={`${name}-fault`} text={fault} /> : null}
      {help ? (
        <p id={`${name}-help`} className="m s">
          {help}
        </p>
      ) : null}
    </div>
  );
}

export function Fault({ id, text }: { readonly id: string; readonly text: string }) {
  return (
    <p id={id} className="err">
      <Icon name="alert" /> {text}
    </p>
  );
}

interface TextProps {
  readonly name: string;
  readonly label: string;
  readonly help?: string;
  readonly faults: Faults;
  readonly value: string;
  readonly required?: boolean;
  readonly type?: "text" | "email" | "tel" | "url";
  readonly maxLength?: number;
  readonly className?: string;
  readonly autoComplete?: string;
}

export function TextInput({
  name,
  label,
  help,
  faults,
  value,
  className,
  autoComplete = "off",
  ...rest
}: TextProps) {
  return (
    <FieldFrame name={name} label={label} faults={faults} {...(help ? { help } : {})}>
      {(ids) => (
        <input
          {...ids}
          {...rest}
          className={className ? `in ${className}` : "in"}
          defaultValue={value}
          autoComplete={autoComplete}
          spellCheck={false}
        />
      )}
    </FieldFrame>
  );
}

export function TextBox({ name, label, help, faults, value, maxLength }: TextProps) {
  return (
    <FieldFrame name={name} label={label} faults={faults} {...(help ? { help } : {})}>
      {(ids) => (
        <textarea {...ids} className="in" defaultValue={value} maxLength={maxLength} spellCheck={false} />
      )}
    </FieldFrame>
  );
}

interface ChoiceProps extends Omit<TextProps, "type" | "maxLength" | "className"> {
  readonly options: SelectOptions;
}

export function Choice({ name, label, help, faults, value, options, required }: ChoiceProps) {
  return (
    <FieldFrame name={name} label={label} faults={faults} {...(help ? { help } : {})}>
      {(ids) => (
        <SelectBox {...ids} className="in" defaultValue={value} required={required} options={options} />
      )}
    </FieldFrame>
  );
}
