import type { ReactNode } from "react";
import { Icon, type IconName } from "../icons";

export type NoticeTone = "ok" | "wait" | "bad" | "plain";

const PICTURE: Readonly<Record<NoticeTone, IconName>> = {
  ok: "check",
  wait: "clock",
  bad: "alert",
  plain: "dot",
};

interface NoticeProps {
  readonly tone: NoticeTone;
  readonly icon?: IconName;
  readonly children: ReactNode;
  /** True for errors that must be read out at once (UX-39). */
  readonly urgent?: boolean;
}

/** One message that matters now: colour, picture and words together. */
export function Notice({ tone, icon, children, urgent = false }: NoticeProps) {
  return (
    <div className={`note ${tone}`} role={urgent ? "alert" : undefined}>
      <Icon name={icon ?? PICTURE[tone]} />
      <div className="tight">{children}</div>
    </div>
  );
}
