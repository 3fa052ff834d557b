import { ApiError } from './failure.ts';

/**
 * What to do about a failed request: the one place that decides it.
 * - `Reread`: someone else wrote first; read the object again, then try again.
 * - `Forget`: the object is gone, there is nothing left to do; unless a starting server does not know the resource yet.
 * - `OwnBug`: the server refuses what we sent; it will refuse it again, so log it, count it and back off.
 * - `Wait`: the server asks for `afterMs`.
 * - `BackOff`: anything else, also no answer at all; try again, ever more slowly.
 */
export type Retry =
  | { readonly kind: 'Reread' }
  | { readonly kind: 'Forget' }
  | { readonly kind: 'OwnBug' }
  | { readonly kind: 'Wait'; readonly afterMs: number }
  | { readonly kind: 'BackOff' };

/** Classifies by status code alone. */
export function retryOf(error: unknown): Retry {
  if (!(error instanceof ApiError)) return { kind: 'BackOff' };
  if (error.status === 409) return { kind: 'Reread' };
  if (error.status === 404 || error.status === 410) return { kind: 'Forget' };
  if (error.status === 400 || error.status === 413 || error.status === 415 || error.status === 422)
    return { kind: 'OwnBug' };
  if (error.retryAfterSeconds !== undefined) return { kind: 'Wait', afterMs: error.retryAfterSeconds * 1000 };
  return { kind: 'BackOff' };
}
