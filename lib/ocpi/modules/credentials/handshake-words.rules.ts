import type { HandshakeFault, HandshakeFaultCode } from "./handshake.model";

interface Words {
  readonly sentence: (fault: HandshakeFault) => string;
  readonly advice: string;
}

const said = ({ detail }: HandshakeFault): string => (detail === "" ? "" : ` (${detail})`);

/** What each fault means, and what to do about it. The advice is for a person of the CPO. */
const WORDS: Readonly<Record<HandshakeFaultCode, Words>> = {
  unreachable: {
    sentence: (fault) => `${fault.step}: the partner was not reached${said(fault)}.`,
    advice: "Check the versions address with the partner, and whether its platform is up. Then try again.",
  },
  host_not_approved: {
    sentence: (fault) => `${fault.step}: ${fault.detail} is not an approved host, so nothing was sent.`,
    advice: "Approve the host below if it is the partner's, then try again.",
  },
  token_refused: {
    sentence: ({ step }) => `${step}: the partner refused our token (401), as it stands and in Base64.`,
    advice: "Ask the partner for a new registration token; tokens work once and for a few days.",
  },
  wrong_state_there: {
    sentence: ({ step }) =>
      `${step}: the partner answered 405; on its side the registration stands otherwise.`,
    advice: "Ask the partner to reset this connection, or to give you a new registration token.",
  },
  http_error: {
    sentence: (fault) => `${fault.step}: the partner answered with an error${said(fault)}.`,
    advice: "Send the partner the time and this step; the messages are in the log of this connection.",
  },
  ocpi_error: {
    sentence: (fault) => `${fault.step}: the partner refused${said(fault)}.`,
    advice: "The partner's status and words say why. After 3001 its platform could not read our versions.",
  },
  not_ocpi: {
    sentence: ({ step }) => `${step}: the answer is not an OCPI message.`,
    advice: "The address is probably not the versions address. Check it with the partner.",
  },
  versions_unreadable: {
    sentence: ({ step }) => `${step}: the answer lists no versions.`,
    advice: "The address is probably not the versions address. Check it with the partner.",
  },
  no_common_version: {
    sentence: (fault) => `${fault.step}: the agreed version is not offered${said(fault)}.`,
    advice: "Agree on another version in the settings, or ask the partner to offer this one.",
  },
  details_unreadable: {
    sentence: (fault) => `${fault.step}: the endpoints can not be read${said(fault)}.`,
    advice: "Send the partner this step; its version details are not as OCPI describes them.",
  },
  no_credentials_endpoint: {
    sentence: ({ step }) => `${step}: there is no credentials endpoint.`,
    advice: "Without it nobody can register. Ask the partner to add it to its version details.",
  },
  modules_missing: {
    sentence: (fault) => `${fault.step}: agreed modules are missing${said(fault)}.`,
    advice: "Ask the partner to offer them as receiver, or switch their pushes off in the settings.",
  },
  credentials_unreadable: {
    sentence: (fault) => `${fault.step}: the credentials can not be read${said(fault)}.`,
    advice: "Send the partner this step; token, address and party are required.",
  },
  wrong_party: {
    sentence: (fault) => `${fault.step}: the agreed party is not among the partner's${said(fault)}.`,
    advice: "If the request names the wrong party, end this connection and begin another.",
  },
  handshake_running: {
    sentence: (fault) => `${fault.step}: refused, because ${fault.detail} is under way.`,
    advice: "Nothing was changed. The partner was told to try again in a moment.",
  },
  handshake_overtaken: {
    sentence: ({ step }) =>
      `${step}: too late, the connection has moved on meanwhile. Nothing of it was kept.`,
    advice: "What was agreed last counts. If calls to the partner are refused, change the tokens once more.",
  },
};

/** What happened, in one plain sentence. */
export function faultSentence(fault: HandshakeFault): string {
  return WORDS[fault.code].sentence(fault);
}

/** What the person can do about it. */
export function faultAdvice(fault: HandshakeFault): string {
  return WORDS[fault.code].advice;
}
