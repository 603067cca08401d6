import type { JsonObject, RpcErrorKind } from "../../rpc/frame.model";
import type { AnswerOf, FactKind, FactOf, StationAnswer, StationFact } from "../../vocabulary/station.model";

/** A message that can not be understood even with good will: which field is missing. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";

  constructor(
    readonly error: RpcErrorKind,
    message: string,
  ) {
    super(message);
  }
}

/** What a decoder got out of a payload, with its remarks. */
export interface Reading<K extends FactKind> {
  readonly fact: FactOf<K>;
  readonly remarks?: readonly string[];
}

/** One inbound message as it is written down in its file. */
export interface RouteDefinition<K extends FactKind> {
  readonly kind: K;
  /** Reads a payload; throws `Unreadable` when something is missing without which the message has no meaning. */
  readonly decode: (payload: JsonObject, receivedAt: Date) => Reading<K>;
  readonly encode: (answer: AnswerOf[K]) => JsonObject;
}

/** One inbound message as the table holds it: the kind of fact is checked when the answer comes back. */
export interface Route {
  readonly kind: FactKind;
  readonly decode: (
    payload: JsonObject,
    receivedAt: Date,
  ) => { fact: StationFact; remarks?: readonly string[] };
  readonly encode: (answer: StationAnswer) => JsonObject;
}

/** Puts a typed definition into the table's form. */
export function route<K extends FactKind>(definition: RouteDefinition<K>): Route {
  return {
    kind: definition.kind,
    decode: definition.decode,
    encode: (answer) => {
      if (answer.kind !== definition.kind) {
        throw new TypeError(`An answer to ${answer.kind} does not fit ${definition.kind}`);
      }
      // The line above is the proof that the compiler can not follow through the type parameter.
      return definition.encode(answer as unknown as AnswerOf[K]);
    },
  };
}
