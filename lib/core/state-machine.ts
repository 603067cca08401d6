/** One legal move of a state machine: in state `from`, event `on` leads to `to`. */
export interface Edge<S extends string, E extends string> {
  readonly from: S;
  readonly on: E;
  readonly to: S;
}

/** A state machine as data: its edges, where it starts, and which states are final. */
export interface StateMachine<S extends string, E extends string> {
  readonly name: string;
  readonly initial: S;
  readonly states: readonly S[];
  readonly final: readonly S[];
  readonly edges: readonly Edge<S, E>[];
}

/** Thrown when an event is not legal in the state (REL-14). The caller records an exception; it never overwrites. */
export class IllegalTransition extends Error {
  override readonly name = "IllegalTransition";

  constructor(
    readonly machine: string,
    readonly from: string,
    readonly on: string,
  ) {
    super(`${machine}: "${on}" is not legal in state ${from}`);
  }
}

/** The state that `on` leads to, or `null` when the move is not in the table. */
export function peekTransition<S extends string, E extends string>(
  machine: StateMachine<S, E>,
  from: S,
  on: E,
): S | null {
  return machine.edges.find((edge) => edge.from === from && edge.on === on)?.to ?? null;
}

/** The state that `on` leads to; throws `IllegalTransition` when the move is not in the table. */
export function transition<S extends string, E extends string>(
  machine: StateMachine<S, E>,
  from: S,
  on: E,
): S {
  const to = peekTransition(machine, from, on);
  if (to === null) throw new IllegalTransition(machine.name, from, on);
  return to;
}

/** True when nothing leaves the state. */
export function isFinal<S extends string, E extends string>(machine: StateMachine<S, E>, state: S): boolean {
  return machine.final.includes(state);
}

/** Faults in the table itself: unknown or unreachable states, edges out of final states, two edges for one event. */
export function checkMachine<S extends string, E extends string>(machine: StateMachine<S, E>): string[] {
  const faults: string[] = [];
  const known = new Set<string>(machine.states);
  const seen = new Set<string>();
  for (const { from, on, to } of machine.edges) {
    if (!known.has(from)) faults.push(`unknown state ${from}`);
    if (!known.has(to)) faults.push(`unknown state ${to}`);
    if (machine.final.includes(from)) faults.push(`final state ${from} has an edge on ${on}`);
    if (seen.has(`${from} ${on}`)) faults.push(`two edges from ${from} on ${on}`);
    seen.add(`${from} ${on}`);
  }
  const reached = new Set<string>([machine.initial]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const { from, to } of machine.edges) {
      if (reached.has(from) && !reached.has(to)) {
        reached.add(to);
        grew = true;
      }
    }
  }
  for (const state of machine.states)
    if (!reached.has(state)) faults.push(`state ${state} can not be reached`);
  return faults;
}

/** The machine as a Mermaid state diagram, for the docs. */
export function toMermaid<S extends string, E extends string>(machine: StateMachine<S, E>): string {
  const lines = ["stateDiagram-v2", `  [*] --> ${machine.initial}`];
  for (const { from, on, to } of machine.edges) lines.push(`  ${from} --> ${to}: ${on}`);
  for (const state of machine.final) lines.push(`  ${state} --> [*]`);
  return lines.join("\n");
}
