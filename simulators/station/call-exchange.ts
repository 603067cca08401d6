import type { FaultPlan } from "./faults";
import type { Frame } from "./station.model";
import type { Timer, Timers } from "./timers";
import type { WireMessage } from "./wire";
import { CallFailed, encodeCall } from "./wire";

interface WaitingCall {
  readonly action: string;
  readonly payload: object;
  resolve(result: unknown): void;
  reject(error: CallFailed): void;
}

interface InFlight extends WaitingCall {
  readonly messageId: string;
  readonly loseReply: boolean;
  readonly deadline: Timer;
  /** Set for the second copy of a duplicated call: the result of the first. */
  readonly firstResult?: { readonly value: unknown };
}

export interface ExchangeOptions {
  readonly timers: Timers;
  readonly timeoutMs: number;
  readonly faults: FaultPlan;
  newId(): string;
  send(raw: string): void;
  cut(): void;
  frame(details: Omit<Frame, "at" | "identity">): void;
}

/** A copy that is not answered does not undo the answer that the original had. */
function fail(call: WaitingCall & Partial<Pick<InFlight, "firstResult">>, error: CallFailed): void {
  if (call.firstResult) call.resolve(call.firstResult.value);
  else call.reject(error);
}

/**
 * The station's own calls: one at a time, first come first served (OCPP-J 1.6 §4.1.1), each with a deadline.
 * Two faults live here because only the wire knows them: a lost reply and a call sent twice.
 */
export class CallExchange {
  private readonly waiting: WaitingCall[] = [];
  private inFlight: InFlight | null = null;

  constructor(private readonly options: ExchangeOptions) {}

  call(action: string, payload: object): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ action, payload, resolve, reject });
      this.next();
    });
  }

  /** A result or an error of the server. One that nobody waits for is shown and forgotten. */
  answer(message: Exclude<WireMessage, { kind: "call" }>, raw: string): void {
    const flight = this.inFlight;
    const known = flight !== null && flight.messageId === message.messageId;
    const lost = known && flight.loseReply;
    this.options.frame({
      direction: "received",
      kind: message.kind,
      action: known ? flight.action : "",
      messageId: message.messageId,
      payload: message.kind === "result" ? message.payload : { code: message.code },
      raw,
      ...(lost ? { note: "reply lost, connection cut" } : known ? {} : { note: "nobody waits for this" }),
    });
    if (!known) return;
    if (lost) {
      this.options.cut();
      return;
    }
    flight.deadline.cancel();
    this.inFlight = null;
    this.settle(flight, message);
    this.next();
  }

  /** The socket is gone: nothing that waits will be answered. */
  failAll(why: string): void {
    const flight = this.inFlight;
    const calls = [...(flight ? [flight] : []), ...this.waiting.splice(0)];
    this.inFlight = null;
    flight?.deadline.cancel();
    for (const call of calls) fail(call, new CallFailed("offline", `${call.action}: ${why}`));
  }

  private settle(flight: InFlight, message: Exclude<WireMessage, { kind: "call" }>): void {
    if (flight.firstResult) {
      flight.resolve(flight.firstResult.value);
    } else if (message.kind === "error") {
      flight.reject(
        new CallFailed("error", `${flight.action}: ${message.code} ${message.description}`.trim()),
      );
    } else {
      this.maybeRepeat(flight, message.payload);
    }
  }

  private maybeRepeat(flight: InFlight, result: unknown): void {
    const { faults, newId } = this.options;
    if (faults.take(`duplicate:${flight.action}`) !== null) {
      this.launch(flight, newId(), "sent again on purpose", { value: result });
    } else if (faults.take(`duplicateSameId:${flight.action}`) !== null) {
      this.launch(flight, flight.messageId, "sent again with the same id on purpose", { value: result });
    } else {
      flight.resolve(result);
    }
  }

  private next(): void {
    if (this.inFlight !== null) return;
    const call = this.waiting.shift();
    if (call) this.launch(call, this.options.newId());
  }

  private launch(
    call: WaitingCall,
    messageId: string,
    note?: string,
    firstResult?: { value: unknown },
  ): void {
    const { faults, timers, timeoutMs } = this.options;
    const { action, payload } = call;
    const deadline = timers.after(timeoutMs, () => {
      const flight = this.inFlight;
      this.inFlight = null;
      fail(flight ?? call, new CallFailed("timeout", `${action}: no answer within ${timeoutMs} ms`));
      this.next();
    });
    const loseReply = firstResult === undefined && faults.take(`dropReply:${action}`) !== null;
    this.inFlight = { ...call, messageId, loseReply, deadline, ...(firstResult ? { firstResult } : {}) };
    const raw = encodeCall(messageId, action, payload);
    this.options.send(raw);
    this.options.frame({
      direction: "sent",
      kind: "call",
      action,
      messageId,
      payload,
      raw,
      ...(note === undefined ? {} : { note }),
    });
  }
}
