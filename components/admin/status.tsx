import {
  Ban,
  BatteryCharging,
  Check,
  CircleAlert,
  CircleDashed,
  CircleHelp,
  CirclePause,
  Clock,
  type LucideIcon,
  Plug,
  PlugZap,
  Receipt,
  RotateCcw,
  ShieldQuestion,
  Unplug,
  Wifi,
  WifiOff,
  Wrench,
  X,
} from "lucide-react";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { humanise } from "./format";

interface Look {
  readonly tone: BadgeTone;
  readonly icon: LucideIcon;
  readonly word: string;
}

const look = (tone: BadgeTone, icon: LucideIcon, word: string): Look => ({ tone, icon, word });

/** Every state of the product as icon and word: the same everywhere (LOOK: state is never colour alone). */
const LOOKS: Readonly<Record<string, Readonly<Record<string, Look>>>> = {
  session: {
    CHECKOUT: look("neutral", CircleDashed, "At checkout"),
    AWAITING_PLUG: look("amber", Plug, "Waiting for cable"),
    STARTING: look("amber", Clock, "Starting"),
    START_FAILED: look("amber", CircleAlert, "Start failed"),
    CHARGING: look("accent", BatteryCharging, "Charging"),
    STOPPING: look("amber", CirclePause, "Stopping"),
    ENDED: look("amber", Clock, "Settling"),
    FLAGGED: look("red", CircleAlert, "Needs a person"),
    BILLED: look("neutral", Check, "Billed"),
    CLOSED: look("neutral", RotateCcw, "No charge"),
    ABANDONED: look("neutral", X, "Not paid"),
  },
  payment: {
    CREATED: look("neutral", CircleDashed, "Created"),
    PENDING: look("neutral", Clock, "Waiting for driver"),
    AUTHORISED: look("accent", Check, "Held"),
    CAPTURING: look("amber", Clock, "Capturing"),
    CAPTURED: look("neutral", Check, "Captured"),
    RELEASING: look("amber", Clock, "Releasing"),
    RELEASED: look("neutral", RotateCcw, "Released"),
    CAPTURE_FAILED: look("red", CircleAlert, "Capture failed"),
    HOLD_LOST: look("red", CircleAlert, "Hold lost"),
    FAILED: look("neutral", X, "Declined"),
    CANCELED: look("neutral", X, "Cancelled"),
    EXPIRED: look("neutral", X, "Expired"),
  },
  evse: {
    UNKNOWN: look("neutral", CircleHelp, "Unknown"),
    AVAILABLE: look("neutral", Check, "Available"),
    PREPARING: look("amber", Plug, "Plugged in"),
    CHARGING: look("accent", BatteryCharging, "Charging"),
    SUSPENDED_EV: look("amber", CirclePause, "Paused by car"),
    SUSPENDED_EVSE: look("amber", CirclePause, "Paused by charger"),
    FINISHING: look("amber", Unplug, "Finishing"),
    RESERVED: look("neutral", Clock, "Reserved"),
    UNAVAILABLE: look("neutral", Wrench, "Out of service"),
    FAULTED: look("red", CircleAlert, "Faulted"),
  },
  station: {
    ONLINE: look("accent", Wifi, "Online"),
    OFFLINE: look("red", WifiOff, "Offline"),
    QUARANTINED: look("amber", ShieldQuestion, "Quarantined"),
    RETIRED: look("neutral", Ban, "Retired"),
  },
  command: {
    QUEUED: look("neutral", Clock, "Queued"),
    SENT: look("amber", Clock, "Sent"),
    ACCEPTED: look("neutral", Check, "Accepted"),
    REJECTED: look("red", X, "Rejected"),
    TIMEOUT: look("red", CircleAlert, "No answer"),
    CANCELED: look("neutral", X, "Cancelled"),
  },
  push: {
    PENDING: look("amber", Clock, "Waiting"),
    DEAD: look("red", CircleAlert, "Given up"),
    SENT: look("neutral", Check, "Sent"),
    SUPERSEDED: look("neutral", X, "Not needed"),
  },
  terminal: {
    PENDING: look("amber", Clock, "Being activated"),
    ACTIVE: look("accent", Check, "In service"),
    DEACTIVATED: look("neutral", Ban, "Out of service"),
  },
  refund: {
    INTENDED: look("amber", Clock, "Ordered"),
    PENDING: look("amber", Clock, "On its way"),
    REFUNDED: look("neutral", Check, "Refunded"),
    FAILED: look("red", CircleAlert, "Failed"),
  },
  call: {
    INTENDED: look("amber", Clock, "Intended"),
    UNKNOWN: look("red", CircleHelp, "Unknown"),
    DONE: look("neutral", Check, "Done"),
    REFUSED: look("red", X, "Refused"),
  },
  validation: {
    CALCULATED: look("neutral", Check, "Calculated"),
    FLAGGED: look("red", CircleAlert, "Flagged"),
    DROPPED: look("neutral", Ban, "Dropped"),
  },
  cdr: {
    ORIGINAL: look("neutral", Check, "Original"),
    CREDIT: look("amber", RotateCcw, "Credit"),
    REPLACEMENT: look("neutral", Receipt, "Replacement"),
  },
  advice: {
    SUCCESS: look("neutral", Check, "Captured"),
    PARTIAL_SUCCESS: look("amber", CircleAlert, "Captured in part"),
    FAILED: look("red", X, "Not captured"),
    MATCHED: look("neutral", Check, "Matched"),
    DIFFERS: look("red", CircleAlert, "Amount differs"),
    NO_ADVICE: look("amber", Clock, "Not confirmed"),
    NO_CDR: look("red", CircleHelp, "No CDR"),
  },
  exception: {
    OPEN: look("red", CircleAlert, "Open"),
    CLOSED: look("neutral", Check, "Closed"),
  },
  subscription: {
    DRAFT: look("neutral", CircleDashed, "Draft"),
    REQUESTED: look("amber", Clock, "Requested"),
    IN_REVIEW: look("amber", ShieldQuestion, "In review"),
    CHANGES_NEEDED: look("amber", RotateCcw, "Changes needed"),
    REJECTED: look("neutral", X, "Rejected"),
    APPROVED: look("amber", Plug, "Approved"),
    CREDENTIALS_EXCHANGED: look("amber", Check, "Registered"),
    TESTING: look("amber", Clock, "Testing"),
    TEST_PASSED: look("amber", Check, "Test passed"),
    LIVE: look("accent", PlugZap, "Live"),
    SUSPENDED: look("red", CirclePause, "Suspended"),
    TERMINATED: look("neutral", Ban, "Ended"),
  },
  qr: {
    ACTIVE: look("accent", PlugZap, "Works"),
    REVOKED: look("neutral", Ban, "Revoked"),
    SUSPECTED: look("red", CircleAlert, "Suspected"),
    NONE: look("amber", CircleDashed, "No code yet"),
  },
  user: {
    ACTIVE: look("neutral", Check, "Active"),
    DISABLED: look("neutral", Ban, "Disabled"),
  },
};

/** The word for a state, where it stands in a sentence. */
export function statusWord(of: string, state: string): string {
  return LOOKS[of]?.[state]?.word ?? humanise(state);
}

/** The state of a thing as a badge. A state that the table does not know is shown by its name. */
export function Status({ of, state }: { readonly of: string; readonly state: string }) {
  const found = LOOKS[of]?.[state] ?? look("neutral", Receipt, humanise(state));
  return (
    <Badge tone={found.tone} icon={found.icon}>
      {found.word}
    </Badge>
  );
}
