import { setTimeout as sleep } from 'node:timers/promises';

/** Tries `attempt` every 50 ms until it neither throws nor answers false, and answers what it did; at the deadline it throws why. */
export async function until<T>(attempt: () => T | Promise<T>, seconds = 30): Promise<T> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    let failure: unknown = new Error(`not so within ${seconds} s: ${String(attempt)}`);
    try {
      const answer = await attempt();
      if (answer !== false) return answer;
    } catch (error) {
      failure = error;
    }
    if (performance.now() > deadline) throw failure;
    await sleep(50);
  }
}
