import { createHash } from "node:crypto";
import { digestId } from "./ids";
import type { Mode, PaymentRecord, ProfileRecord } from "./payment.model";
import { PAYMENT_MACHINE } from "./payment.model";

const KEY_SHAPE = /^(test|live)_[A-Za-z0-9]{30,100}$/;

/** Who calls: one profile in one mode. */
export interface Caller {
  readonly profileId: string;
  readonly mode: Mode;
}

interface RegisteredKey extends Caller {
  readonly revoked: boolean;
}

/** Everything in the store as plain JSON. */
export interface StoreDump {
  readonly payments: readonly PaymentRecord[];
  readonly profiles: readonly ProfileRecord[];
  readonly keys: readonly (readonly [string, RegisteredKey])[];
}

function hashKey(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

/** True when the status is final: such a payment may make room for a new one. */
function isAtRest(payment: PaymentRecord): boolean {
  return PAYMENT_MACHINE.final.includes(payment.status);
}

/** All payments, profiles and keys, in memory and bounded. Only digests of keys are kept. */
export class PaymentStore {
  private readonly payments = new Map<string, PaymentRecord>();
  private readonly idByToken = new Map<string, string>();
  private readonly profiles = new Map<string, ProfileRecord>();
  private readonly keys = new Map<string, RegisteredKey>();

  constructor(private readonly maxPayments: number) {}

  /** Adds a payment; at the limit the oldest final one goes. `false` when the store is full of unfinished payments. */
  add(payment: PaymentRecord): boolean {
    if (this.payments.size >= this.maxPayments && !this.dropOldestFinal()) return false;
    this.payments.set(payment.id, payment);
    this.idByToken.set(payment.token, payment.id);
    return true;
  }

  payment(id: string): PaymentRecord | null {
    return this.payments.get(id) ?? null;
  }

  paymentByToken(token: string): PaymentRecord | null {
    return this.payment(this.idByToken.get(token) ?? "");
  }

  /** The caller's payment, or `null` when it is unknown, of another profile or of the other mode. */
  ownPayment(caller: Caller, id: string): PaymentRecord | null {
    const payment = this.payment(id);
    return payment?.profileId === caller.profileId && payment.mode === caller.mode ? payment : null;
  }

  /** Newest first. */
  newest(): PaymentRecord[] {
    return [...this.payments.values()].reverse();
  }

  /** Who a key belongs to. Any well-formed key has its own profile, unless `strict`. */
  authenticate(key: string, strict: boolean): Caller | null {
    const shape = KEY_SHAPE.exec(key);
    if (shape === null) return null;
    const known = this.keys.get(hashKey(key));
    if (known !== undefined) return known.revoked ? null : known;
    if (strict) return null;
    return { profileId: `pfl_${digestId(key, 10)}`, mode: shape[1] === "live" ? "live" : "test" };
  }

  /** Registers a key, e.g. the live key beside the test key of one profile. Throws a `RangeError` on a malformed key. */
  registerKey(
    key: string,
    profile: { readonly id?: string; readonly name?: string },
    now: number,
  ): ProfileRecord {
    const shape = KEY_SHAPE.exec(key);
    if (shape === null) throw new RangeError("A key is test_ or live_ and at least 30 letters and digits.");
    const id = profile.id ?? `pfl_${digestId(key, 10)}`;
    const record: ProfileRecord = {
      ...this.profile(id),
      name: profile.name ?? this.profile(id).name,
      createdAt: now,
    };
    this.profiles.set(id, record);
    this.keys.set(hashKey(key), {
      profileId: id,
      mode: shape[1] === "live" ? "live" : "test",
      revoked: false,
    });
    return record;
  }

  /** From now on the key is refused with 401. */
  revokeKey(key: string): void {
    const caller = this.authenticate(key, false);
    if (caller !== null) this.keys.set(hashKey(key), { ...caller, revoked: true });
  }

  profile(id: string): ProfileRecord {
    const known = this.profiles.get(id);
    if (known !== undefined) return known;
    return {
      id,
      organizationId: `org_${Number.parseInt(hashKey(id).slice(0, 6), 16)}`,
      name: "Simulated merchant",
      createdAt: 0,
    };
  }

  dump(): StoreDump {
    return {
      payments: [...this.payments.values()],
      profiles: [...this.profiles.values()],
      keys: [...this.keys.entries()],
    };
  }

  restore(dump: StoreDump): void {
    this.clear();
    for (const payment of dump.payments) this.add(payment);
    for (const profile of dump.profiles) this.profiles.set(profile.id, profile);
    for (const [hash, key] of dump.keys) this.keys.set(hash, key);
  }

  clear(): void {
    this.payments.clear();
    this.idByToken.clear();
    this.profiles.clear();
    this.keys.clear();
  }

  private dropOldestFinal(): boolean {
    for (const payment of this.payments.values()) {
      if (!isAtRest(payment)) continue;
      this.payments.delete(payment.id);
      this.idByToken.delete(payment.token);
      return true;
    }
    return false;
  }
}
