import path from 'node:path';
import { KINDS, type KindName } from '../../../src/api/kinds.ts';
import type { Cluster } from '../../integration/cluster/cluster.ts';
import type { Bundle } from './bundle.ts';
import { Child } from './child.ts';

const program = path.join(import.meta.dirname, 'bare-answerer.ts');

/** Runs `work` beside a process that answers every new generation of a kind with a status write, and does nothing else. */
export async function withBareClient<T>(
  { plane }: Cluster,
  { folder }: Bundle,
  kind: KindName,
  work: (pid: number) => Promise<T>,
): Promise<T> {
  const output = path.join(folder, 'bare.log');
  const child = new Child(program, [plane.kubeconfig.operator, KINDS[kind].plural], { output });
  try {
    await child.answer();
    return await work(child.pid);
  } finally {
    await child.terminate();
  }
}
