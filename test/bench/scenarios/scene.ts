import type { ControlPlaneOptions } from '../../../hack/control-plane/control-plane.ts';
import { Cluster } from '../../integration/cluster/cluster.ts';
import type { Bundle } from '../clients/bundle.ts';
import { MeasuredOperator } from '../clients/operator.ts';
import type { MeasureName } from '../measures.ts';
import type { Measured, Slice } from '../result.ts';

/** The operator tells its longest slice of the last minute. */
const SLICE_LOOK_MS = 50_000;

/** What every scenario is given. */
export interface Scene {
  readonly bundle: Bundle;
  readonly full: boolean;
  readonly rounds: number;
  readonly say: (line: string) => void;
  /** Longest slices of the operators so far, in milliseconds, and where they were. */
  readonly slices: Slice[];
}

/** What a scenario found. */
export type Found = Partial<Record<MeasureName, Measured>>;

/** One scenario: it starts what it needs, and leaves nothing. */
export type Scenario = (scene: Scene) => Promise<Found>;

/** Runs `work` on an API server of its own. */
export async function withCluster<T>(
  work: (cluster: Cluster) => Promise<T>,
  options?: ControlPlaneOptions,
): Promise<T> {
  const cluster = await Cluster.start('default', options);
  try {
    return await work(cluster);
  } finally {
    await cluster.stop();
  }
}

/** Runs `work` beside an operator, and remembers its longest slice. */
export async function withOperator<T>(
  { bundle, slices }: Scene,
  cluster: Cluster,
  where: string | Pick<Slice, 'where' | 'largeObject'>,
  work: (operator: MeasuredOperator) => Promise<T>,
): Promise<T> {
  const operator = await MeasuredOperator.start(cluster.plane, bundle);
  const looks: Promise<number>[] = [];
  const timer = setInterval(() => looks.push(operator.longestSliceMs().catch(() => 0)), SLICE_LOOK_MS);
  try {
    const result = await work(operator);
    const longest = Math.max(await operator.longestSliceMs(), ...(await Promise.all(looks)));
    slices.push({ ...(typeof where === 'string' ? { where } : where), ms: longest });
    return result;
  } finally {
    clearInterval(timer);
    await operator.terminate();
  }
}
