import type { ReactNode, SelectHTMLAttributes } from "react";
import { FieldFrame, INPUT_CLASS } from "./field";

/** Value and words of each choice, in the order in which they stand. */
export type SelectOptions = readonly (readonly [value: string, word: string])[];

interface SelectBoxProps extends Omit<SelectHTMLAttributes<HTMLSelectElement>, "children"> {
  readonly options: SelectOptions;
}

/** A choice out of few, without a label of its own. */
export function SelectBox({ options, className = INPUT_CLASS, ...rest }: SelectBoxProps) {
  return (
    <select {...rest} className={className}>
      {options.map(([value, word]) => (
        <option key={value} value={value}>
          {word}
        </option>
      ))}
    </select>
  );
}

interface SelectProps extends Omit<SelectBoxProps, "id" | "className"> {
  readonly label: ReactNode;
  readonly help?: ReactNode;
  readonly error?: ReactNode;
}

/** A labelled choice out of few. */
export function Select({ label, help, error, ...rest }: SelectProps) {
  return (
    <FieldFrame label={label} help={help} error={error}>
      {(ids) => <SelectBox {...rest} {...ids} />}
    </FieldFrame>
  );
}
