import type { ConnectorSnapshot } from "../station.model";

/** Colour class of a state; the word and the icon say the same. */
export type Tone = "calm" | "go" | "wait" | "alarm";

export interface StateWords {
  readonly word: string;
  readonly note: string;
  readonly tone: Tone;
  readonly icon: "circle" | "plug" | "bolt" | "pause" | "check" | "cross" | "warning";
}

/** How a connector's state reads to a person who has never seen OCPP. */
export function stateWords(connector: ConnectorSnapshot): StateWords {
  switch (connector.status) {
    case "Available":
      return { word: "Available", note: "No cable plugged in", tone: "calm", icon: "circle" };
    case "Preparing":
      return connector.awaitingCable
        ? { word: "Waiting for the cable", note: "Start accepted, plug in", tone: "wait", icon: "plug" }
        : { word: "Plugged in", note: "Waiting for a start", tone: "wait", icon: "plug" };
    case "Charging":
      return { word: "Charging", note: limitNote(connector) ?? "Energy flows", tone: "go", icon: "bolt" };
    case "SuspendedEV":
      return connector.socPercent === 100
        ? { word: "Car full", note: "Session is still open", tone: "wait", icon: "check" }
        : { word: "Paused by the car", note: "The car takes no power", tone: "wait", icon: "pause" };
    case "SuspendedEVSE":
      return {
        word: "Paused by the station",
        note: connector.limitW === 0 ? "A charging profile allows nothing" : "Power is held back",
        tone: "wait",
        icon: "pause",
      };
    case "Finishing":
      return { word: "Finished", note: "Unplug the cable", tone: "calm", icon: "check" };
    case "Unavailable":
      return { word: "Out of service", note: "Set inoperative by the server", tone: "calm", icon: "cross" };
    case "Faulted":
      return { word: "Faulted", note: connector.errorCode, tone: "alarm", icon: "warning" };
  }
}

/** What a charging profile leaves; null when it is no less than the connector can give. */
function limitNote({ limitW, maxPowerW }: ConnectorSnapshot): string | null {
  return limitW === null || limitW >= maxPowerW ? null : `Limited to ${(limitW / 1000).toFixed(1)} kW`;
}

/** `0:07`, `12:04`, `1:02:03`. */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const tail = String(whole % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

const FAULT_WORDS: Readonly<Record<string, string>> = {
  refuseStart: "refuse start",
  refuseProfile: "refuse charging profile",
  acceptStartOnly: "accept start, do nothing",
  muteStart: "leave start unanswered",
  lateStart: "answer start late",
  rejectStop: "reject stop",
  acceptStopOnly: "accept stop, charge on",
  muteStop: "leave stop unanswered",
  stopBeforeStart: "stop before start",
  unknownTransactionId: "stop with a foreign id",
  reorderMeterValues: "swap two readings",
  badSignature: "sign the end value wrongly",
  missingSignedEnd: "no signed end value",
  pageGap: "leave out a signed page",
};

/** An armed fault as the page names it: `refuseStart ×2` becomes `refuse start ×2`. */
export function faultWords(fault: string): string {
  const [name = "", times] = fault.split(" ");
  const [kind = "", action] = name.split(":");
  const copies = { duplicate: "twice", duplicateSameId: "twice with one id", dropReply: "loses its reply" };
  const words =
    action === undefined
      ? (FAULT_WORDS[kind] ?? kind)
      : `${action} ${copies[kind as keyof typeof copies] ?? kind}`;
  return times === undefined ? words : `${words} ${times}`;
}
