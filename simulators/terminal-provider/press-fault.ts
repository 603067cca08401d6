import { randomUUID } from "node:crypto";
import { callPeer, type PeerAnswer } from "./client/call-peer";
import { type CommandOutcome, sendCommand } from "./client/commands";
import { peerEndpoint } from "./client/crawl";
import type { FaultName } from "./faults.model";
import type { Provider } from "./provider";
import { tokenObject } from "./terminal/tap";
import { joinUrl } from "./wire/versions.rules";

/** Does a fault of the kind `act`. */
export async function pressFault(provider: Provider, name: FaultName): Promise<PeerAnswer | CommandOutcome> {
  switch (name) {
    case "foreignStop": {
      const [foreign = randomUUID()] = provider.world.foreignSessionIds(provider.id);
      return sendCommand(provider, "STOP_SESSION", { session_id: foreign });
    }
    case "wrongPartyInPath":
      return pushForeignToken(provider);
    default:
      throw new RangeError(`${name} is a switch: arm it`);
  }
}

/** PUT of a token below a party that is not ours (transport_and_format 4.1.6: the path names the owner). */
function pushForeignToken(provider: Provider): Promise<PeerAnswer> {
  const uid = provider.newTokenUid();
  const url = joinUrl(peerEndpoint(provider, "tokens", "RECEIVER"), "ZZ", "ZZZ", uid);
  const body = tokenObject(provider, uid, "OTHER", provider.connectedVersion());
  return callPeer(provider, { method: "PUT", url, module: "tokens", body });
}
