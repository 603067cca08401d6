import { describe, expect, it } from "vitest";
import { createCircuit } from "./circuit";

const at = (s: number) => new Date(Date.UTC(2026, 4, 1) + s * 1_000);

describe("the circuit", () => {
  it("REL-98: opens after five failures in a row, lets one try after half a minute, and closes with a success", () => {
    const circuit = createCircuit();
    for (let i = 0; i < 4; i++) circuit.failed(at(i));
    expect(circuit.accepting(at(4))).toBe(true);
    circuit.failed(at(4));
    expect(circuit.accepting(at(33))).toBe(false);
    expect(circuit.accepting(at(34))).toBe(true);
    circuit.failed(at(34));
    expect(circuit.accepting(at(35))).toBe(false);
    circuit.succeeded();
    expect(circuit.accepting(at(35))).toBe(true);
  });
});
