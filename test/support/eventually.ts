import { expect } from 'vitest';
import { until } from './until.ts';

/**
 * Expects of what `read` answers, again and again until it holds or the time is up. Unlike `expect.poll` it knows no test of its own,
 * so that two API servers may be tested side by side.
 */
export function eventually<T>(read: () => T, seconds = 30): ReturnType<typeof expect.poll<T>> {
  const matchers = new Proxy(
    {},
    {
      get:
        (_target, matcher: string) =>
        async (...args: unknown[]): Promise<void> =>
          until(async () => {
            const expectation = expect(await read()) as unknown as Record<string, (...args: unknown[]) => void>;
            expectation[matcher]?.(...args);
          }, seconds),
    },
  );
  return matchers as ReturnType<typeof expect.poll<T>>;
}
