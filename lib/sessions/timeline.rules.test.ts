import { describe, expect, it } from "vitest";
import type { TimelineItem, TimelineSource } from "./admin.model";
import { orderTimeline } from "./timeline.rules";

const start = Date.parse("2026-03-02T08:00:00Z");

function item(
  source: TimelineSource,
  second: number,
  name: string,
  rest: Partial<TimelineItem> = {},
): TimelineItem {
  return {
    key: `${source}-${name}-${second}`,
    at: new Date(start + second * 1_000),
    source,
    name,
    detail: null,
    raw: null,
    group: null,
    count: 1,
    untilAt: null,
    faulty: false,
    ...rest,
  };
}

describe("orderTimeline", () => {
  it("ADM-5: 40 entries of many sources, given in any order, stand in the order of time", () => {
    const sources: TimelineSource[] = ["session", "payment", "psp", "station", "operator"];
    const items = Array.from({ length: 40 }, (_, i) =>
      item(sources[i % sources.length] ?? "session", (i * 17) % 40, `e${i}`),
    );
    const ordered = orderTimeline(items).map((line) => line.at.getTime());
    expect(ordered).toHaveLength(40);
    expect(ordered).toEqual([...ordered].sort((a, b) => a - b));
  });

  it("at one instant the cause stands before the effect", () => {
    const lines = orderTimeline([
      item("session", 5, "transaction_started"),
      item("station", 5, "in StartTransaction"),
      item("operator", 5, "session.stop_ordered"),
    ]);
    expect(lines.map((line) => line.source)).toEqual(["operator", "station", "session"]);
  });

  it("neighbouring readings become one line that keeps every raw text; an event between splits them", () => {
    const reading = (second: number) =>
      item("meter", second, "reading", { group: "meter", raw: `r${second}` });
    const lines = orderTimeline([
      reading(1),
      reading(2),
      item("session", 3, "stop_requested"),
      reading(4),
      reading(3.5),
    ]);
    expect(lines.map((line) => [line.name, line.count])).toEqual([
      ["reading", 2],
      ["stop_requested", 1],
      ["reading", 2],
    ]);
    expect(lines[0]?.raw).toBe("r1\nr2");
    expect(lines[0]?.untilAt?.getTime()).toBe(start + 2_000);
  });

  it("a refused reading never disappears in a group", () => {
    const lines = orderTimeline([
      item("meter", 1, "reading", { group: "meter" }),
      item("meter", 2, "reading_refused", { faulty: true }),
      item("meter", 3, "reading", { group: "meter" }),
    ]);
    expect(lines.map((line) => line.name)).toEqual(["reading", "reading_refused", "reading"]);
  });

  it("is empty for nothing", () => {
    expect(orderTimeline([])).toEqual([]);
  });
});
