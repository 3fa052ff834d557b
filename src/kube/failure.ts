/** One entry of a Status' `details.causes`, in the server's words. */
export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

/**
 * The API server answered with a failure. The message is short and made of the request's path and the Status' reason:
 * headers and bodies stay out, so it may be logged.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** The HTTP status code. */
  readonly status: number;
  /** The Status' `reason` (`Conflict`, `NotFound`, `Expired` …), or `Unknown` where the answer held no Status. */
  readonly reason: string;
  /** What the server asks us to wait, from `Retry-After` or the Status' details. */
  readonly retryAfterSeconds: number | undefined;
  /** What the server found wrong, field by field; may quote the object. */
  readonly causes: readonly StatusCause[];

  constructor(request: string, status: number, body: unknown, retryAfterHeader?: string) {
    const answer = parseStatus(body);
    super(`${request}: ${status} ${answer.reason}`);
    this.status = status;
    this.reason = answer.reason;
    this.causes = answer.causes;
    const header = retryAfterHeader === undefined ? NaN : Number(retryAfterHeader);
    this.retryAfterSeconds = Number.isFinite(header) && header >= 0 ? header : answer.retryAfterSeconds;
  }
}

const SLOW_CODES = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

/** No answer came: the connection, the name, the certificate or a credential failed. `cause` keeps what happened. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  /** The system's or undici's code: `ECONNREFUSED`, `UND_ERR_SOCKET`, `UND_ERR_HEADERS_TIMEOUT` … */
  readonly code: string;

  constructor(request: string, cause: unknown, code: string = errorCode(cause)) {
    super(`${request}: no answer (${code})`, { cause });
    this.code = code;
  }
}

/** Whether no server was there to take the request, unlike one that took it and did not answer in time. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof TransportError && !SLOW_CODES.has(error.code);
}

/** The `code` of a Node, TLS or undici error, looked for along its causes; `Unknown` where there is none. */
export function errorCode(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if ('code' in at && typeof at.code === 'string') return at.code;
    // Happy Eyeballs wraps one error for each address that was tried.
    if (at instanceof AggregateError && at.errors.length > 0) return errorCode(at.errors[0]);
  }
  return 'Unknown';
}

/** The message of what was thrown, for a log line. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : `threw ${typeof error}`;
}

/** Whether the API server answered with this status code. */
export function isStatus(error: unknown, status: number): error is ApiError {
  return error instanceof ApiError && error.status === status;
}

function parseStatus(body: unknown): {
  reason: string;
  retryAfterSeconds: number | undefined;
  causes: readonly StatusCause[];
} {
  const status = asRecord(body);
  const details = asRecord(status['details']);
  return {
    reason: typeof status['reason'] === 'string' && status['reason'] !== '' ? status['reason'] : 'Unknown',
    retryAfterSeconds: typeof details['retryAfterSeconds'] === 'number' ? details['retryAfterSeconds'] : undefined,
    causes: Array.isArray(details['causes']) ? details['causes'].map((cause) => asRecord(cause) as StatusCause) : [],
  };
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
