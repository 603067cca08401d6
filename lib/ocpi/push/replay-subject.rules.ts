import type { PushSubject } from "./queue-push";

interface SentRequest {
  readonly method: string;
  readonly module: string;
  /** Path behind the module: country, party, ids. */
  readonly segments: readonly string[];
}

interface Party {
  readonly cpoId: string;
  readonly countryCode: string;
  readonly partyId: string;
}

/** True where the inspector may offer to send something again: our states, and CDRs (their id is their key). */
export function mayReplay(request: SentRequest & { readonly direction: string }): boolean {
  if (request.direction !== "OUT") return false;
  if (request.module === "cdrs") return request.method === "POST";
  return (
    ["locations", "tariffs", "sessions"].includes(request.module) && ["PUT", "PATCH"].includes(request.method)
  );
}

/** What a sent PUT or PATCH was about, as a new push; null when that can not be told or must not be repeated. */
export function replaySubject(request: SentRequest, cpos: readonly Party[]): PushSubject | null {
  const [countryCode, partyId, id, evseUid] = request.segments;
  if (id === undefined || !mayReplay({ ...request, direction: "OUT" })) return null;
  switch (request.module) {
    case "locations":
      return evseUid === undefined
        ? { kind: "location", objectId: id }
        : { kind: "evse", objectId: evseUid, parentId: id };
    case "sessions":
      return { kind: "session", objectId: id };
    case "tariffs": {
      const cpo = cpos.find((one) => one.countryCode === countryCode && one.partyId === partyId);
      return cpo ? { kind: "tariff", objectId: id, parentId: cpo.cpoId } : null;
    }
    default:
      return null;
  }
}
