import type { Malformed } from "./frame.model";
import { encodeReply, parseFrame } from "./frame.rules";
import { Inbox } from "./inbox";
import { Outbox } from "./outbox";
import {
  type CallOutcome,
  DEFAULT_LIMITS,
  type Peer,
  type PeerLimits,
  type PeerNotice,
  type PeerOptions,
} from "./peer.model";
import { fullBucket, takeToken } from "./token-bucket.rules";

/**
 * One side of an OCPP-J connection as a state machine without a socket: texts go in, texts go out, time comes through a
 * port. Answers to our own calls never wait behind the station's calls, so a slow handler can not time out a command.
 */
export function createPeer(options: PeerOptions): Peer {
  const limits: PeerLimits = { ...DEFAULT_LIMITS, ...options.limits };
  const inbox = new Inbox(options, limits);
  const outbox = new Outbox(options, limits);
  let closed = false;

  const observeIn = (raw: string, messageId: string | null, action: string | null): void =>
    options.observe({ direction: "in", raw, messageId, action });

  /** What is neither a call nor an awaited answer is kept too, but only at the rate of ordinary messages: a flood is dropped. */
  let oddities = fullBucket(limits, options.clock.now().getTime());
  const odd = (
    raw: string,
    notice: PeerNotice,
    messageId: string | null,
    action: string | null = null,
  ): boolean => {
    const taken = takeToken(oddities, limits, options.clock.now().getTime());
    oddities = taken.bucket;
    if (taken.waitMs > 0) return false;
    observeIn(raw, messageId, action);
    options.notice(notice);
    return true;
  };

  const answered = (id: string, raw: string, outcome: CallOutcome): void => {
    const action = outbox.answered(id, outcome);
    if (action === null) odd(raw, { kind: "late-reply", messageId: id }, id, outbox.lateAction(id));
    else observeIn(raw, id, action);
  };

  /** A CALL with a readable id gets an error; everything else has nobody to answer to. */
  const refuse = (frame: Malformed, raw: string): void => {
    const isHeard = odd(raw, { kind: "malformed", reason: frame.reason }, frame.id ?? null);
    if (!isHeard || !frame.answerable || frame.id === undefined) return;
    const description = `The frame is not an OCPP-J call: ${frame.reason}`;
    const text = encodeReply(frame.id, { kind: "error", error: "format", description }, options.codes);
    options.send(text);
    options.observe({ direction: "out", raw: text, messageId: frame.id, action: null });
  };

  const receive = (raw: string): void => {
    if (closed) return;
    const frame = parseFrame(raw);
    switch (frame.type) {
      case "call":
        inbox.add(frame, raw);
        break;
      case "result":
        answered(frame.id, raw, { kind: "result", payload: frame.payload });
        break;
      case "error":
        answered(frame.id, raw, { kind: "error", code: frame.code, description: frame.description });
        break;
      case "malformed":
        refuse(frame, raw);
        break;
      case "resultError":
        odd(raw, { kind: "result-error", messageId: frame.id, code: frame.code }, frame.id);
        break;
      case "send":
        odd(raw, { kind: "unanswered-send", action: frame.action }, frame.id, frame.action);
        break;
      case "unknown":
        odd(raw, { kind: "unknown-type", messageType: frame.messageType }, null);
        break;
    }
  };

  const close = (): void => {
    closed = true;
    inbox.close();
    outbox.close();
  };

  return { receive, call: (request) => outbox.call(request), settled: () => inbox.settled(), close };
}
