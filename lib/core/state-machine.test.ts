import { describe, expect, it } from "vitest";
import {
  checkMachine,
  IllegalTransition,
  isFinal,
  peekTransition,
  type StateMachine,
  toMermaid,
  transition,
} from "./state-machine";

const door: StateMachine<"OPEN" | "SHUT" | "WALLED", "shut" | "open" | "wall"> = {
  name: "door",
  initial: "OPEN",
  states: ["OPEN", "SHUT", "WALLED"],
  final: ["WALLED"],
  edges: [
    { from: "OPEN", on: "shut", to: "SHUT" },
    { from: "SHUT", on: "open", to: "OPEN" },
    { from: "SHUT", on: "wall", to: "WALLED" },
  ],
};

describe("state machine", () => {
  it("REL-14: moves only along its table", () => {
    expect(transition(door, "OPEN", "shut")).toBe("SHUT");
    expect(peekTransition(door, "OPEN", "wall")).toBeNull();
    expect(() => transition(door, "OPEN", "wall")).toThrow(IllegalTransition);
    expect(() => transition(door, "WALLED", "open")).toThrow(/not legal in state WALLED/);
    expect(isFinal(door, "WALLED")).toBe(true);
    expect(isFinal(door, "SHUT")).toBe(false);
  });

  it("finds every kind of fault in a table", () => {
    expect(checkMachine(door)).toEqual([]);
    const broken = {
      ...door,
      states: ["OPEN", "SHUT", "WALLED", "ATTIC"],
      edges: [
        ...door.edges,
        { from: "WALLED", on: "open", to: "OPEN" },
        { from: "OPEN", on: "shut", to: "WALLED" },
        { from: "OPEN", on: "wall", to: "CELLAR" },
      ],
    } as unknown as StateMachine<string, string>;
    expect(checkMachine(broken)).toEqual([
      "final state WALLED has an edge on open",
      "two edges from OPEN on shut",
      "unknown state CELLAR",
      "state ATTIC can not be reached",
    ]);
  });

  it("draws itself", () => {
    expect(toMermaid(door)).toBe(
      [
        "stateDiagram-v2",
        "  [*] --> OPEN",
        "  OPEN --> SHUT: shut",
        "  SHUT --> OPEN: open",
        "  SHUT --> WALLED: wall",
        "  WALLED --> [*]",
      ].join("\n"),
    );
  });
});
