import { subscribe } from 'node:diagnostics_channel';

// Loaded into an operator under test before its own code: it dies with the test run, and may live in a time of its own.

/** How the operator's time differs from the machine's. */
export interface OtherTime {
  /** Where its clock stands until it hears a number on standard input, by which it is set; its timers run all the same. */
  readonly standsAtMs?: number;
  /** How many times as fast its clock and its timers run. */
  readonly speed?: number;
}

/** What an operator under test is told beside its settings. */
export interface Preload extends OtherTime {
  /** The status write with which it gets SIGTERM; 0 stands for none. */
  readonly stopsAtWrite: number;
}

const {
  standsAtMs,
  speed = 1,
  stopsAtWrite,
}: Preload = JSON.parse(process.env['STAGEGATE_TEST'] ?? '{"stopsAtWrite":0}');

const { now } = Date;
let [stands, beganMs, setByMs] = [standsAtMs !== undefined, now(), 0];
const firstMs = standsAtMs ?? beganMs;
Date.now = () => setByMs + (stands ? firstMs : firstMs + (now() - beganMs) * speed);
const { setTimeout: wait } = globalThis;
if (speed !== 1) {
  const elapsed = performance.now.bind(performance);
  performance.now = () => elapsed() * speed;
  const faster = (callback: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): NodeJS.Timeout =>
    wait(callback, ms / speed, ...args);
  globalThis.setTimeout = Object.assign(faster, wait) as typeof globalThis.setTimeout;
}

// The other end of the pipe is the test's: it closes however the test run ends.
process.stdin.once('close', () => process.exit(70));
process.stdin.on('data', (data) => {
  setByMs += Number(data.toString());
  if (stands) [stands, beganMs] = [false, now()];
});
// It must not be what keeps the operator alive.
process.stdin.unref();

if (stopsAtWrite > 0) {
  let writes = 0;
  subscribe('undici:request:create', (message) => {
    const { method, path } = (message as { request: { method: string; path: string } }).request;
    if (method === 'PUT' && path.endsWith('/status') && ++writes === stopsAtWrite) process.kill(process.pid, 'SIGTERM');
  });
}
