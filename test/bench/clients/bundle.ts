import { rmSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runOrThrow } from '../../../hack/control-plane/run.ts';

/** The operator as `npm run build` bundles it, in a folder of its own. */
export interface Bundle {
  readonly folder: string;
  readonly program: string;
  /** What the image gives to Node.js: flags, and variables of its environment. */
  readonly image: { readonly flags: readonly string[]; readonly env: Readonly<Record<string, string>> };
  /** Whether it says itself how long it held its loop. */
  readonly tellsSlices: boolean;
}

/** Name of the metric that says how long the operator held its event loop at most. */
export const SLICE_METRIC = 'stagegate_longest_slice_seconds';

/** Builds it and hands it to `work`; it is removed however this process ends, short of being killed. */
export async function withBundle<T>(work: (bundle: Bundle) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'stagegate-bench-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  try {
    const build = ['node_modules/rolldown/bin/cli.mjs', '--config', 'rolldown.config.ts', '--silent'];
    await runOrThrow(process.execPath, [...build, '--dir', folder]);
    await writeFile(path.join(folder, 'package.json'), '{"type":"module"}');
    const program = path.join(folder, 'main.js');
    const tellsSlices = (await readFile(program, 'utf8')).includes(SLICE_METRIC);
    return await work({ folder, program, image: await image(), tellsSlices });
  } finally {
    remove();
  }
}

async function image(): Promise<Bundle['image']> {
  const text = await readFile('Dockerfile', 'utf8');
  const [, entrypoint] = /^ENTRYPOINT (\[.*\])$/m.exec(text) ?? [];
  const [, env] = /^ENV (.*)$/m.exec(text) ?? [];
  if (entrypoint === undefined || env === undefined) throw new Error('the Dockerfile has no ENTRYPOINT or no ENV');
  return {
    flags: (JSON.parse(entrypoint) as string[]).filter((word) => word.startsWith('--')),
    env: Object.fromEntries(env.split(' ').map((pair) => pair.split('=', 2) as [string, string])),
  };
}
