import type { ReactNode } from "react";

/** Our own few pictures, drawn on a grid of 24: the driver's pages load no icon set. */
const SHAPES = {
  bolt: <path d="M13.2 2.8 5 13.6h5.6l-.8 7.6L18 10.4h-5.6z" />,
  plug: <path d="M9 3v5M15 3v5M6.5 8h11v3.5a5.5 5.5 0 0 1-11 0zM12 17v4" />,
  check: <path d="m4.5 12.5 5 5 10-11" />,
  cross: <path d="M6 6l12 12M18 6 6 18" />,
  clock: (
    <>
      <circle cx="12" cy="12" r="8.7" />
      <path d="M12 7v5.2l3.4 2" />
    </>
  ),
  pause: <path d="M8.5 5.5v13M15.5 5.5v13" />,
  phone: (
    <path d="M6.2 3.5h2.9l1.6 4.3-2 1.6a12 12 0 0 0 5.9 5.9l1.6-2 4.3 1.6v2.9a2 2 0 0 1-2.2 2A15.6 15.6 0 0 1 4.2 5.7a2 2 0 0 1 2-2.2z" />
  ),
  mail: <path d="M3.5 6h17v12.5h-17zM4 6.7l8 6.3 8-6.3" />,
  alert: <path d="M12 3.8 21.2 20H2.8zM12 10v4.4M12 17.1v.1" />,
  person: (
    <>
      <circle cx="12" cy="8" r="3.8" />
      <path d="M4.6 20.5a7.5 7.5 0 0 1 14.8 0" />
    </>
  ),
  lock: <path d="M6 10.5h12v9.5H6zM8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5" />,
  globe: (
    <>
      <circle cx="12" cy="12" r="8.7" />
      <path d="M3.5 12h17M12 3.3c5.4 5.2 5.4 12.2 0 17.4M12 3.3c-5.4 5.2-5.4 12.2 0 17.4" />
    </>
  ),
  chevron: <path d="m6 9.5 6 6 6-6" />,
  arrow: <path d="M4.5 12h14.5M13 6l6 6-6 6" />,
  document: <path d="M6 3h8.5L19 7.5V21H6zM14 3v5h5M9.2 12.5h6.6M9.2 16.2h6.6" />,
  dot: <circle cx="12" cy="12" r="3.2" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof SHAPES;

/** Decoration beside a word; never the only bearer of a meaning. */
export function Icon({ name, className }: { readonly name: IconName; readonly className?: string }) {
  return (
    <svg
      className={className ? `i ${className}` : "i"}
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
    >
      {SHAPES[name]}
    </svg>
  );
}
