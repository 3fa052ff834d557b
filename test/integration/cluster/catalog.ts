import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { GateSpec } from '../../../src/api/gate.ts';
import type { Manifest } from '../../support/manifest.ts';

const folder = path.resolve(import.meta.dirname, '../../../config/catalogs/kubernetes');

/** Every object of the shipped catalog of Kubernetes. */
export function kubernetesCatalog(): Manifest[] {
  return readdirSync(folder).flatMap((name) =>
    parseAllDocuments(readFileSync(path.join(folder, name), 'utf8')).flatMap((document) => {
      const object = document.toJS() as Manifest | null;
      return object === null ? [] : [object];
    }),
  );
}

/** What a file says of a gate: without the defaults that a server fills in. */
type DeclaredSpec = Pick<GateSpec, 'gate' | 'stages'> & Partial<Pick<GateSpec, 'requires'>>;

/** A gate as the catalog has it at one release. */
interface Candidate {
  readonly gate: string;
  readonly level: string;
  readonly on: boolean;
}

/**
 * Gates that may be set to other than their default at a Kubernetes release, one by one and all together: unlocked, needing nothing
 * that is off, and needed by nothing. The first two of each kind there is, by level and default, in the order of names.
 */
export function changeable(catalog: readonly Manifest[], release: string): Candidate[] {
  const specs = catalog.filter(({ kind }) => kind === 'FeatureGate').map((one) => one['spec'] as DeclaredSpec);
  const inForce = new Map(
    specs.flatMap(({ gate, stages }) => {
      const stage = stages.findLast((one) => minorOf(one.release) <= minorOf(release));
      return stage === undefined ? [] : [[gate, stage] as const];
    }),
  );
  const needed = new Set(specs.flatMap(({ requires = [] }) => requires.map(({ gate }) => gate)));
  const kinds = new Map<string, Candidate[]>();
  for (const { gate, requires = [] } of specs) {
    const stage = inForce.get(gate);
    if (stage === undefined || stage.locked || stage.level === 'Removed' || needed.has(gate)) continue;
    if (requires.some((one) => inForce.get(one.gate)?.default !== 'Enabled')) continue;
    const kind = `${stage.level} ${stage.default}`;
    const same = kinds.get(kind) ?? [];
    if (same.length < 2) kinds.set(kind, [...same, { gate, level: stage.level, on: stage.default === 'Enabled' }]);
  }
  return [...kinds.values()].flat();
}

function minorOf(release: string): number {
  return Number(release.split('.')[1]);
}
