import type { Malformed } from "./frame.model";
import { encodeReply, parseFrame } from "./frame.rules";
import { Inbox } from "./inbox";
import { Outbox } from "./outbox";
import { type CallOutcome, DEFAULT_LIMITS, type Peer, type PeerLimits, type PeerOptions } from "./peer.model";

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

  const answered = (id: string, raw: string, outcome: CallOutcome): void =>
    observeIn(raw, id, outbox.answered(id, outcome));

  /** A CALL with a readable id gets an error; everything else has nobody to answer to. */
  const refuse = (frame: Malformed, raw: string): void => {
    observeIn(raw, frame.id ?? null, null);
    options.notice({ kind: "malformed", reason: frame.reason });
    if (!frame.answerable || frame.id === undefined) return;
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
        observeIn(raw, frame.id, null);
        options.notice({ kind: "result-error", messageId: frame.id, code: frame.code });
        break;
      case "send":
        observeIn(raw, frame.id, frame.action);
        options.notice({ kind: "unanswered-send", action: frame.action });
        break;
      case "unknown":
        observeIn(raw, null, null);
        options.notice({ kind: "unknown-type", messageType: frame.messageType });
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
