import { type InputHTMLAttributes, type ReactNode, useId } from "react";
import { classNames } from "./class-names";

/** The classes of a text input, for selects and text areas too. */
export const INPUT_CLASS = classNames(
  "min-h-9 w-full rounded-lg border border-edge bg-surface px-3 py-1.5 text-base text-ink sm:text-sm",
  "placeholder:text-muted focus-visible:outline-2 focus-visible:outline-offset-1 focus-visible:outline-focus",
  "aria-invalid:border-red disabled:opacity-60",
);

interface FieldFrameProps {
  readonly label: ReactNode;
  readonly help?: ReactNode;
  readonly error?: ReactNode;
  /** Gets the ids that tie the control to its label, help and error. */
  readonly children: (ids: {
    readonly id: string;
    readonly "aria-describedby": string | undefined;
    readonly "aria-invalid": true | undefined;
  }) => ReactNode;
}

/** Label, control, help and error of one form field, tied together for assistive technology (WCAG 1.3.1, 3.3.1). */
export function FieldFrame({ label, help, error, children }: FieldFrameProps) {
  const id = useId();
  const described = classNames(help ? `${id}-help` : null, error ? `${id}-error` : null);
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium text-ink">
        {label}
      </label>
      {children({ id, "aria-describedby": described || undefined, "aria-invalid": error ? true : undefined })}
      {help ? (
        <p id={`${id}-help`} className="text-[13px] text-muted">
          {help}
        </p>
      ) : null}
      {error ? (
        <p id={`${id}-error`} className="text-[13px] font-medium text-red">
          {error}
        </p>
      ) : null}
    </div>
  );
}

interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, "id"> {
  readonly label: ReactNode;
  readonly help?: ReactNode;
  readonly error?: ReactNode;
}

/** A labelled text input. */
export function Field({ label, help, error, className, ...rest }: FieldProps) {
  return (
    <FieldFrame label={label} help={help} error={error}>
      {(ids) => <input {...rest} {...ids} className={classNames(INPUT_CLASS, className)} />}
    </FieldFrame>
  );
}
