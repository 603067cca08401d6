import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import { hashToken } from "@/lib/db/secrets";
import type { KeyFacts, PspMode, PspRegistry } from "./psp/psp.port";
import { insertAccount, lockCpo, updateAccount, workingAccount } from "./psp-account.store";

export interface ConnectPspAccountInput {
  readonly clientId: string;
  readonly cpoId: string;
  /** As pasted; white space around it is forgiven. Never stored in the clear, never shown again. */
  readonly apiKey: string;
  readonly userId: string;
  readonly psp?: string;
}

export interface ConnectedPspAccount {
  readonly accountId: string;
  readonly mode: PspMode;
  readonly keyLast4: string;
  readonly profileName: string;
  readonly methods: readonly string[];
  /** True when the profile offers cards, without which no hold is possible. */
  readonly canHold: boolean;
}

/**
 * Checks a key at the PSP and makes it the CPO's working key of that mode (SEC-90, LAW-54). A new key of the same profile
 * replaces the old one in place, so that running payments go on with it; another profile becomes a new account, and running
 * payments keep theirs. Throws `validation/psp_key_malformed`, `precondition/psp_key_wrong_mode` (test and live never mix),
 * `precondition/psp_key_refused`, `unavailable/psp_unavailable`, `not_found/cpo`.
 */
export async function connectPspAccount(
  context: Context,
  psp: PspRegistry,
  input: ConnectPspAccountInput,
): Promise<ConnectedPspAccount> {
  const { clientId, cpoId } = input;
  const name = input.psp ?? "mollie";
  const apiKey = input.apiKey.trim();
  const mode = modeOfKey(apiKey);
  await checkMode(context, clientId, cpoId, mode);
  const facts = await checkAtPsp(context, psp, { name, clientId, apiKey, mode });
  const accountId = await context.db.withClient(clientId, async (tx) => {
    const cpo = await lockCpo(tx, cpoId);
    if (cpo === null) throw new AppError("not_found", "cpo", "no such CPO", { cpoId });
    const fields = {
      keyCipher: context.secrets.seal(apiKey),
      keyFingerprint: hashToken(apiKey).slice(0, 16),
      keyLast4: apiKey.slice(-4),
      profileId: facts.profileId,
      profileName: facts.profileName.slice(0, 200),
    };
    const before = await workingAccount(tx, { cpoId, psp: name, mode });
    if (before?.profileId === facts.profileId) return (await updateAccount(tx, before.id, fields)).id;
    const now = context.clock.now();
    if (before !== null) await updateAccount(tx, before.id, { disabledAt: now });
    const row = { ...fields, id: context.ids.next(), clientId, cpoId, psp: name, mode, createdAt: now };
    return (await insertAccount(tx, row)).id;
  });
  context.log.info({ cpoId, userId: input.userId, mode, accountId }, "a PSP account was connected");
  const { profileName, methods } = facts;
  return {
    accountId,
    mode,
    keyLast4: apiKey.slice(-4),
    profileName,
    methods,
    canHold: methods.includes("creditcard"),
  };
}

function modeOfKey(apiKey: string): PspMode {
  const match = /^(test|live)_[A-Za-z0-9]{30,100}$/.exec(apiKey);
  if (match === null) throw new AppError("validation", "psp_key_malformed", "not a key: test_… or live_…");
  return match[1] === "live" ? "LIVE" : "TEST";
}

async function checkMode(context: Context, clientId: string, cpoId: string, mode: PspMode): Promise<void> {
  const cpo = await context.db.withClient(clientId, (tx) => lockCpo(tx, cpoId));
  if (cpo === null) throw new AppError("not_found", "cpo", "no such CPO", { cpoId });
  if (cpo.mode !== mode) {
    throw new AppError("precondition", "psp_key_wrong_mode", `a ${mode} key for a ${cpo.mode} CPO`, {
      cpoId,
    });
  }
}

async function checkAtPsp(
  context: Context,
  psp: PspRegistry,
  key: { readonly name: string; readonly clientId: string; readonly apiKey: string; readonly mode: PspMode },
): Promise<KeyFacts> {
  const { name, clientId, apiKey, mode } = key;
  const answer = await psp.port(name).checkKey({ context, clientId, paymentId: null, mode, apiKey });
  if (!answer.ok) {
    const { kind, message } = answer.fault;
    if (kind === "refused") throw new AppError("precondition", "psp_key_refused", message);
    throw new AppError("unavailable", "psp_unavailable", message);
  }
  if (answer.value.mode !== mode) {
    throw new AppError(
      "precondition",
      "psp_key_wrong_mode",
      "the PSP says that the key is of the other mode",
    );
  }
  return answer.value;
}
