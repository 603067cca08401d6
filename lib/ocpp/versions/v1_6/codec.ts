import { ERROR_CODES_1_6 } from "../../rpc/frame.model";
import type { Decoded, StationCodec } from "../version.model";
import { decodeAnswer, encodeCommand } from "./commands";
import { Unreadable } from "./route";
import { ROUTES } from "./routes";
import { faults } from "./schemas";

/** Most remarks that are kept for one message. */
const MAX_PROBLEMS = 20;

/** OCPP 1.6 JSON, edition 2 with errata and the security extension. Validation is tolerant: the verdict is noted, the message read. */
export const codec16: StationCodec = {
  subprotocol: "ocpp1.6",
  version: "1.6",
  codes: ERROR_CODES_1_6,

  decode(action, payload, receivedAt): Decoded {
    const route = ROUTES.get(action);
    if (!route) return { kind: "unknown-action" };
    const problems = faults(action, "req", payload);
    try {
      const { fact, remarks = [] } = route.decode(payload, receivedAt);
      return { kind: "fact", fact, problems: [...new Set([...problems, ...remarks])].slice(0, MAX_PROBLEMS) };
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      return { kind: "unreadable", error: error.error, description: error.message, problems };
    }
  },

  encode(action, answer) {
    const route = ROUTES.get(action);
    if (!route) throw new TypeError(`OCPP 1.6 has no route for ${action}`);
    return route.encode(answer);
  },

  encodeCommand,

  decodeAnswer(command, payload) {
    const { action } = encodeCommand(command);
    return { ...decodeAnswer(command, payload), problems: faults(action, "conf", payload) };
  },
};
