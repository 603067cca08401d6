import { maskAuthorization, maskBody } from "./wire/token.rules";

const LOG_LENGTH = 500;
const LONGEST_BODY = 20_000;

/** One exchange on the wire, as the page and the control API show it. Tokens are masked. */
export interface LogEntry {
  readonly id: number;
  readonly at: string;
  readonly providerId: string;
  /** `in`: the CPO calls us. `out`: we call the CPO. */
  readonly direction: "in" | "out";
  readonly method: string;
  readonly url: string;
  readonly module: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: string;
  readonly status: number | null;
  readonly ocpiStatus: number | null;
  readonly responseBody: string;
  readonly ms: number;
  /** Why there was no answer. */
  readonly error: string | null;
  /** Faults that were at work. */
  readonly faults: readonly string[];
  /** What the message breaks in the specification. */
  readonly complaints: readonly string[];
}

const KEPT_HEADERS = /^(authorization|content-type|x-request-id|x-correlation-id|ocpi-)/;

function keptHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const key = name.toLowerCase();
    if (value === undefined || !KEPT_HEADERS.test(key)) continue;
    kept[key] = key === "authorization" ? maskAuthorization(String(value)) : String(value);
  }
  return kept;
}

const shortened = (body: string) =>
  body.length > LONGEST_BODY ? `${body.slice(0, LONGEST_BODY)}… (${body.length} characters)` : body;

export type NewLogEntry = Omit<LogEntry, "id" | "at" | "requestHeaders"> & {
  readonly requestHeaders: Readonly<Record<string, string | string[] | undefined>>;
};

/** The last messages of all providers, oldest first. */
export class MessageLog {
  private readonly entries: LogEntry[] = [];
  private count = 0;

  constructor(
    private readonly now: () => Date,
    private readonly added: (entry: LogEntry) => void,
  ) {}

  add(entry: NewLogEntry): void {
    this.count += 1;
    const kept: LogEntry = {
      ...entry,
      id: this.count,
      at: this.now().toISOString(),
      requestHeaders: keptHeaders(entry.requestHeaders),
      requestBody: shortened(maskBody(entry.requestBody)),
      responseBody: shortened(maskBody(entry.responseBody)),
    };
    this.entries.push(kept);
    if (this.entries.length > LOG_LENGTH) this.entries.shift();
    this.added(kept);
  }

  /** Messages after `sinceId`, of one provider or of all. */
  list(
    filter: { readonly providerId?: string | undefined; readonly sinceId?: number | undefined } = {},
  ): LogEntry[] {
    return this.entries.filter(
      ({ id, providerId }) =>
        id > (filter.sinceId ?? 0) && (filter.providerId === undefined || providerId === filter.providerId),
    );
  }

  clear(): void {
    this.entries.length = 0;
  }
}
