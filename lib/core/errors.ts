/** What kind of refusal this is; routes and pages map it to a status code in one place. */
export type ErrorKind =
  | "validation"
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "precondition"
  | "rate_limited"
  | "unavailable"
  | "internal";

/**
 * The one error type of the product. `code` is stable snake_case for machines and message catalogues; `message` is for logs.
 * `details` holds facts that help the person who must act; never secrets.
 */
export class AppError extends Error {
  override readonly name = "AppError";

  constructor(
    readonly kind: ErrorKind,
    readonly code: string,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** HTTP status of an error kind. */
export const HTTP_STATUS: Readonly<Record<ErrorKind, number>> = {
  validation: 422,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  precondition: 412,
  rate_limited: 429,
  unavailable: 503,
  internal: 500,
};

/** True when `error` is an `AppError` with this code. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof AppError && error.code === code;
}
