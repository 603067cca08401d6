import type { ReactNode } from "react";
import { classNames } from "./class-names";

interface CardProps {
  readonly title?: ReactNode;
  /** Small things at the right of the title: a badge, a button. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
  /** Tables bring their own padding. */
  readonly flush?: boolean;
}

/** A surface with a hairline, for what belongs together. */
export function Card({ title, aside, children, className, flush = false }: CardProps) {
  return (
    <section className={classNames("rounded-lg border border-line bg-surface text-ink", className)}>
      {title || aside ? (
        <header className="flex min-h-11 items-center justify-between gap-3 border-b border-line px-4">
          <h2 className="text-sm font-semibold">{title}</h2>
          {aside}
        </header>
      ) : null}
      <div className={flush ? undefined : "p-4"}>{children}</div>
    </section>
  );
}
