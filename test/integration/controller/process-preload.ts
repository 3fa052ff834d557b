// Loaded into an operator under test before its own code: it dies with the test run, and may live in a time of its own.

/** How the operator's time differs from the machine's. */
interface OtherTime {
  /** Milliseconds that its clock is ahead. */
  aheadMs?: number;
  /** How many times as fast its clock and its timers run. */
  speed?: number;
}

// The other end of the pipe is the test's: it closes however the test run ends.
process.stdin.resume().once('close', () => process.exit(70));
// It must not be what keeps the operator alive.
process.stdin.unref();

const { aheadMs = 0, speed = 1 } = JSON.parse(process.env['STAGEGATE_TEST_TIME'] ?? '{}') as OtherTime;
const { now } = Date;
const startMs = now();
Date.now = () => startMs + aheadMs + (now() - startMs) * speed;
const { setTimeout: wait } = globalThis;
if (speed !== 1) {
  const faster = (callback: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): NodeJS.Timeout =>
    wait(callback, ms / speed, ...args);
  globalThis.setTimeout = Object.assign(faster, wait) as typeof globalThis.setTimeout;
}
