import { type Answer, type Call, notAllowed, notFound, page } from "./answer";

/** Tokens, we are the Sender (mod_tokens 12.2.2): ad-hoc tokens are never listed, and none is authorised remotely. */
export function serveTokens(call: Call): Answer {
  const [uid, action] = call.path;
  if (uid === undefined) {
    if (call.method !== "GET") return notAllowed();
    return page(call, [], `${call.provider.versionUrl(call.version)}/tokens`);
  }
  if (action !== "authorize" || call.path.length !== 2) return notFound("no such address");
  if (call.method !== "POST") return notAllowed();
  const ours = [...call.provider.state.transactions.values()].some(({ tokenUid }) => tokenUid === uid);
  return {
    ...notFound("unknown token", call.version === "2.1.1" ? 2001 : 2004),
    complaints: ours ? ["an ad-hoc token must not be authorised in real time"] : [],
  };
}
