import { expect } from 'vitest';

/** Expects of what `read` answers, again and again until it holds or the time is up. */
export function eventually<T>(read: () => T, seconds = 20): ReturnType<typeof expect.poll<T>> {
  return expect.poll(read, { timeout: seconds * 1000, interval: 50 });
}
