import type { ButtonHTMLAttributes, ReactNode } from "react";
import { classNames } from "./class-names";

export type ButtonTone = "primary" | "secondary" | "quiet" | "danger";
export type ButtonSize = "small" | "medium" | "large";

const TONE: Readonly<Record<ButtonTone, string>> = {
  primary: "bg-accent text-on-accent hover:opacity-92 border-transparent",
  secondary: "bg-surface text-ink border-edge/60 hover:bg-sunken",
  quiet: "bg-transparent text-ink border-transparent hover:bg-sunken",
  danger: "bg-surface text-red border-red/60 hover:bg-red-soft",
};

const SIZE: Readonly<Record<ButtonSize, string>> = {
  small: "min-h-8 px-2.5 text-[13px] gap-1.5",
  medium: "min-h-9 px-3.5 text-sm gap-2",
  large: "min-h-12 px-5 text-base gap-2",
};

/** The classes of a button, for a link that acts as one. */
export function buttonClass(tone: ButtonTone = "secondary", size: ButtonSize = "medium"): string {
  return classNames(
    "inline-flex items-center justify-center rounded-lg border font-medium whitespace-nowrap select-none",
    "transition-colors duration-150 motion-reduce:transition-none",
    "focus-visible:outline-2 focus-visible:outline-offset-2 focus-visible:outline-focus",
    "disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:opacity-55",
    TONE[tone],
    SIZE[size],
  );
}

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly tone?: ButtonTone;
  readonly size?: ButtonSize;
  readonly children: ReactNode;
}

/** A button. `type` is "button" unless it is said, so that none submits a form by accident. */
export function Button({ tone, size, className, type = "button", ...rest }: ButtonProps) {
  return <button {...rest} type={type} className={classNames(buttonClass(tone, size), className)} />;
}
