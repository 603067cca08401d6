import { idTagInfo } from "../authorisation.rules";
import { text } from "../read.rules";
import { route, Unreadable } from "../route";

/** Authorize (OCPP 1.6 §4.1, §6.1). An empty idTag is a token too: some built-in terminals use it. */
export const authorize = route({
  kind: "tokenPresented",
  decode: (payload) => {
    const idTag = text(payload, "idTag", 255);
    if (idTag === null) throw new Unreadable("occurrence", "idTag is missing");
    return { fact: { kind: "tokenPresented", idTag } };
  },
  encode: ({ verdict }) => ({ idTagInfo: idTagInfo(verdict) }),
});
