import type { KindName } from '../../../src/api/kinds.ts';
import type { Cluster } from '../../integration/cluster/cluster.ts';
import { withBareClient } from '../clients/bare-client.ts';
import { Editor, type Answered, type Edit } from '../clients/edits.ts';
import { quantile, median } from '../quantile.ts';
import { withOperator, type Scene } from './scene.ts';

/** Edits of one kind that the operator answers, then a bare client. */
export interface Legs {
  readonly kind: KindName;
  /** The edits of one leg, each another text than that of any other leg. */
  readonly edits: (leg: string) => readonly Edit[];
  readonly rounds?: number;
  /** Edits before those that count: what is called for the first time is slow. */
  readonly warmUp?: number;
}

/** What one side needed: medians a round, and over all rounds. */
interface Side {
  readonly p50: readonly number[];
  readonly p99: number;
  readonly cpuMsEach: readonly number[];
}

/** What both needed for the same edits. */
export interface Sides {
  readonly operator: Side;
  readonly bare: Side;
}

/** The same edits answered by the operator and by a bare client, in turns, on the same server. */
export async function editLegs(
  scene: Scene,
  cluster: Cluster,
  { kind, edits, rounds = scene.rounds, warmUp = 20 }: Legs,
): Promise<Sides> {
  const [operator, bare]: [Answered[], Answered[]] = [[], []];
  for (let round = 1; round <= rounds; round++) {
    await withOperator(scene, cluster, `edits of a ${kind}`, async (process) => {
      await process.rest();
      operator.push(await leg(cluster, kind, edits(`operator ${round}`), { pid: process.pid, warmUp }));
    });
    await withBareClient(cluster, scene.bundle, kind, async (pid) => {
      bare.push(await leg(cluster, kind, edits(`bare ${round}`), { pid, warmUp }));
    });
  }
  return { operator: sideOf(operator), bare: sideOf(bare) };
}

async function leg(
  cluster: Cluster,
  kind: KindName,
  edits: readonly Edit[],
  { pid, warmUp }: { readonly pid: number; readonly warmUp: number },
): Promise<Answered> {
  const editor = await Editor.open(cluster, kind);
  try {
    return await editor.answered(edits, pid, warmUp);
  } finally {
    await editor.close();
  }
}

function sideOf(legs: readonly Answered[]): Side {
  return {
    p50: legs.map(({ times }) => median(times)),
    p99: quantile(
      legs.flatMap(({ times }) => times),
      0.99,
    ),
    cpuMsEach: legs.map(({ cpuMsEach }) => cpuMsEach),
  };
}
