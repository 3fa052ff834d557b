// The process that owns an instance's servers. It is a child of whoever starts the control plane, in a session of its own,
// and learns of its parent's death, even by SIGKILL, because the channel between them closes.
import { basename } from 'node:path';
import { Servers } from './servers.ts';
import { readState, removeFolder, writeState, type State } from './state.ts';

/** What the parent asks for; `start` comes first, and once. */
export type Order = 'start' | 'killApiServer' | 'restartApiServer' | 'stop' | 'stopKeepingState';

/** The answer to each order, in the order of asking. */
export type Reply = { state: State | undefined } | { error: string };

const [folder = ''] = process.argv.slice(2);
const name = basename(folder);
let servers: Servers | undefined;
let outlivesParent = false;
let ending: Promise<void> | undefined;

/** Ends the servers and removes the instance, once, however many ask for it. */
function end(keepState = false): Promise<void> {
  return (ending ??= (async () => {
    await servers?.stop();
    const last = readState(name);
    if (keepState && last !== undefined) writeState(folder, { ...last, phase: 'stopped' });
    else removeFolder(folder);
  })());
}

async function start(): Promise<State> {
  const state = readState(name);
  if (state === undefined) throw new Error(`${folder} holds no state`);
  servers = new Servers(folder, state);
  try {
    const running = await servers.start();
    outlivesParent = state.spec.detached;
    return running;
  } catch (error) {
    await end();
    throw error;
  }
}

async function obey(order: Order): Promise<State | undefined> {
  switch (order) {
    case 'start':
      return start();
    case 'killApiServer':
      await servers?.killApiServer();
      return undefined;
    case 'restartApiServer':
      return servers?.restartApiServer();
    case 'stop':
      await end();
      return undefined;
    case 'stopKeepingState':
      await end(true);
      return undefined;
  }
}

async function answer(order: Order): Promise<void> {
  const reply: Reply = await obey(order).then(
    (state) => ({ state }),
    (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
  );
  // The parent may be gone by now; then nobody listens, and that is all.
  if (process.connected) await new Promise((sent) => process.send?.(reply, undefined, {}, sent));
  if (ending !== undefined) await exit();
}

const exit = (): Promise<never> => end().finally(() => process.exit(0)) as Promise<never>;
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void exit());
// A mistake in here must not leave servers without an owner.
process.on('uncaughtException', () => void exit());
process.on('disconnect', () => void (outlivesParent || exit()));
process.on('message', (order: Order) => void answer(order));
