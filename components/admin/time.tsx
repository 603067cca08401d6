import { clock, type TimeStyle, zoneName } from "./format";

interface TimeProps {
  readonly at: Date | null;
  readonly zone: string;
  readonly style?: TimeStyle;
  /** Says whose clock it is; needed where two zones stand side by side (ADM-34). */
  readonly named?: boolean;
}

/** A point in time on the clock of a zone; the pointer shows UTC. */
export function Time({ at, zone, style = "minute", named = false }: TimeProps) {
  if (!at) return <span className="text-muted">–</span>;
  return (
    <time dateTime={at.toISOString()} title={`${at.toISOString().replace("T", " ").slice(0, 19)} UTC`}>
      {clock(at, zone, style)}
      {named ? ` ${zoneName(at, zone)}` : ""}
    </time>
  );
}
