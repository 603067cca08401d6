import { route } from "../route";

/** Heartbeat (OCPP 1.6 §4.6, §6.29). */
export const heartbeat = route({
  kind: "heartbeatReceived",
  decode: () => ({ fact: { kind: "heartbeatReceived" } }),
  encode: ({ now }) => ({ currentTime: now.toISOString() }),
});
