// `npm run demo`: what Stagegate does, on a real API server, in less than a minute. options.ts says what it takes.
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { borrowedCluster } from './borrowed-cluster.ts';
import type { Cluster } from './cluster.ts';
import { HELP, parseOptions, type Options } from './options.ts';
import { startOperator } from './installation.ts';
import { LogTail } from './operator.ts';
import { ownCluster } from './own-cluster.ts';
import { Screen } from './screen.ts';
import { printHints, printTimes, show } from './show.ts';
import { Stage, timed } from './stage.ts';
import { Interrupted } from './until.ts';

/** How long to wait for a control plane that is just being started when the demo is interrupted. */
const LAST_PATIENCE_MS = 20_000;

const began = performance.now();
const screen = new Screen(process.stdout);
const interruption = new AbortController();
const { signal } = interruption;
const interrupted = new Promise<never>((_, reject) => {
  signal.addEventListener('abort', () => reject(new Interrupted()));
});
interrupted.catch(() => undefined); // nobody may be waiting when it comes
const log = new LogTail();
/** What ends what was begun, the newest last. */
const closers: (() => Promise<unknown>)[] = [];
let exitCode = 0;

function interruptBy(name: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGPIPE'): void {
  if (signal.aborted) return;
  exitCode = 128 + constants.signals[name];
  interruption.abort();
}

function begin({ context, keep }: Options): Promise<Cluster> {
  const progress = (line: string): void => screen.note(line);
  return context === undefined ? ownCluster({ keep, progress }) : borrowedCluster(context, progress);
}

async function run(options: Options): Promise<void> {
  const { context } = options;
  screen.title("Stagegate: the life of Kubernetes' own feature gates, declared and answered for");
  screen.heading(context === undefined ? 'A real API server on this machine' : `Your cluster: context ${context}`);
  const beginning = begin(options);
  closers.push(() => end(beginning));
  const [cluster, ms] = await timed(Promise.race([beginning, interrupted]));
  const stage = new Stage(screen, cluster, signal);
  const server = `kube-apiserver ${await cluster.kubectl.serverVersion()} at ${cluster.url}`;
  if (context === undefined) {
    screen.done(`etcd and ${server}, RBAC on`, ms);
    stage.measured('API server ready', ms);
  } else {
    screen.done(server);
    screen.say(
      'What is not there is created, what is there is left as it is, and what was created is deleted in the end.',
    );
  }
  let staying = false;
  const stars = await show(stage, async () => {
    const operator = await startOperator(stage, (line) => {
      log.add(line);
      if (staying) screen.note(line);
    });
    closers.push(() => operator.stop());
    return operator;
  });
  printTimes(stage, began);
  const place = context === undefined ? 'Own' : 'Borrowed';
  printHints(stage, stars, options.keep ? place : 'Gone');
  if (!options.keep) return;
  screen.title('It stays until Ctrl-C; below is what the operator logs');
  staying = true;
  await interrupted;
}

/** Takes down what may have been up; a cluster that never came has already been reported. */
async function end(beginning: Promise<Cluster>): Promise<void> {
  const patience = sleep(LAST_PATIENCE_MS, undefined, { ref: false });
  const cluster = await Promise.race([beginning.catch(() => undefined), patience]);
  if (cluster === undefined) return;
  screen.title(signal.aborted ? 'Interrupted: cleaning up' : 'Cleaning up');
  screen.note(await cluster.close());
}

function report(error: unknown): void {
  exitCode = 1;
  screen.failed(error instanceof Error ? error.message : String(error));
  if (log.lines.length === 0) return;
  screen.say('The operator said last:');
  for (const line of log.lines) screen.note(line);
}

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => interruptBy(name));
// Nobody reads now, as with `| head`: there is still something to clean up.
process.stdout.on('error', () => interruptBy('SIGPIPE'));

try {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) process.stdout.write(HELP);
  else await run(options);
} catch (error) {
  if (!signal.aborted) report(error); // else whatever failed, failed because of that
}
for (const close of closers.toReversed()) await close().catch(report);
// What is then still running, such as a build that was interrupted, is not waited for.
process.exit(exitCode);
