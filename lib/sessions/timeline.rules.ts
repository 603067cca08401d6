import type { TimelineItem } from "./admin.model";

/** How entries of one instant stand: cause before effect, our own note after the wire. */
const ORDER: Readonly<Record<TimelineItem["source"], number>> = {
  operator: 0,
  psp: 1,
  partner: 1,
  payment: 2,
  command: 3,
  station: 4,
  meter: 5,
  session: 6,
  exception: 7,
  bill: 8,
  mail: 9,
};

/** All entries in the order of their time; neighbours of one group, such as meter values, become one line (ADM-5). */
export function orderTimeline(items: readonly TimelineItem[]): TimelineItem[] {
  const sorted = [...items].sort(
    (a, b) =>
      a.at.getTime() - b.at.getTime() || ORDER[a.source] - ORDER[b.source] || (a.key < b.key ? -1 : 1),
  );
  const lines: TimelineItem[] = [];
  for (const item of sorted) {
    const last = lines.at(-1);
    if (last && last.group !== null && last.group === item.group) lines[lines.length - 1] = join(last, item);
    else lines.push(item);
  }
  return lines;
}

function join(a: TimelineItem, b: TimelineItem): TimelineItem {
  const raw = [a.raw, b.raw].filter((text) => text !== null).join("\n");
  return {
    ...a,
    // The later of two readings tells more: the register and the power as they were last.
    source: a.source === "meter" || b.source !== "meter" ? a.source : b.source,
    name: a.source === "meter" || b.source !== "meter" ? a.name : b.name,
    detail: b.detail ?? a.detail,
    raw: raw === "" ? null : raw,
    count: a.count + b.count,
    untilAt: b.untilAt ?? b.at,
    faulty: a.faulty || b.faulty,
  };
}
