import { setTimeout as sleep } from 'node:timers/promises';

/** The user, or whoever started the demo, wants it to end. */
export class Interrupted extends Error {}

/** How long to wait, how often to look, and what ends the waiting early. */
export interface Patience {
  readonly seconds: number;
  readonly signal: AbortSignal;
  readonly everyMs?: number;
}

/**
 * Looks until there is something, and answers it. Rejects at the deadline, saying what was awaited and what the last look
 * failed with, and with `Interrupted` when the signal is aborted.
 */
export async function until<T>(
  what: string,
  { seconds, signal, everyMs = 100 }: Patience,
  look: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const deadline = performance.now() + seconds * 1000;
  let problem = '';
  for (;;) {
    if (signal.aborted) throw new Interrupted();
    try {
      const found = await look();
      if (found !== undefined) return found;
    } catch (error) {
      problem = `; the last try said: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (performance.now() > deadline) throw new Error(`waited ${seconds} s in vain for ${what}${problem}`);
    await sleep(everyMs);
  }
}
