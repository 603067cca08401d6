import type { FaultBook } from "./faults";
import type { IdSource } from "./ids";
import type { PaymentStore } from "./payment.store";
import type { Settings } from "./settings.model";
import type { SimulatedTime } from "./simulated-time";

/** Everything one simulator consists of, handed to each of its operations. */
export interface World {
  readonly store: PaymentStore;
  readonly time: SimulatedTime;
  readonly faults: FaultBook;
  ids: IdSource;
  settings: Settings;
  /** Tells the state file that something changed. */
  readonly changed: () => void;
  /** Resolves when every change made until now would survive a crash; awaited before anybody is told of one. */
  readonly saved: () => Promise<void>;
}
