import type { ConfigReading } from '../lifecycle/config/config-reading.ts';

/** Work that may be left for a while wherever it yields: no step takes longer than some milliseconds. */
export type Stepwise<T> = Generator<undefined, T, undefined>;

/** How a format is read: all of a text or nothing, as its problems say. */
export type Reader = (text: string) => Stepwise<ConfigReading>;

/** Does all of it in one go. */
export function atOnce<T>(steps: Stepwise<T>): T {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}
