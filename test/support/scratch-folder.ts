import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from 'vitest';

/** A folder of its own for each test of a file, gone afterwards. */
export const scratch = {
  folder: '',
  /** Writes a file there and answers its path. */
  file(name: string, text: string): string {
    const at = path.join(scratch.folder, name);
    mkdirSync(path.dirname(at), { recursive: true });
    writeFileSync(at, text);
    return at;
  },
};

beforeEach(() => {
  scratch.folder = mkdtempSync(path.join(tmpdir(), 'stagegate-'));
});
afterEach(() => {
  rmSync(scratch.folder, { recursive: true });
});

/** Two gates, the one needing the other, and an installation that breaks that and misspells a name. */
export const WORLD = `
apiVersion: stagegate.dev/v1beta1
kind: FeatureGate
metadata: {name: kubernetes.fast, generation: 4}
spec:
  component: kubernetes
  gate: Fast
  owners: [someone]
  stages:
  - {release: "1.30", level: Alpha}
  - {release: "1.34", level: Beta}
  requires: [{gate: Base}]
---
apiVersion: stagegate.dev/v1beta1
kind: FeatureGate
metadata: {name: kubernetes.base, annotations: {kept: "yes"}}
spec:
  component: kubernetes
  gate: Base
  owners: [someone]
  stages: [{release: "1.28", level: Beta}, {release: "1.35", level: Stable}]
---
apiVersion: stagegate.dev/v1beta1
kind: FeatureSet
metadata: {name: cluster, namespace: kube-system, generation: 7}
spec:
  component: kubernetes
  release: "1.34"
  overrides: [{gate: Base, state: Disabled}, {gate: Fasst, state: Enabled}]
`;

/** A file with `WORLD`. */
export function worldFile(): string {
  return scratch.file('world.yaml', WORLD);
}

/** A file with the FeatureSet `default/a` of that spec. */
export function setFile(spec: string): string {
  return scratch.file(
    'set.yaml',
    `{apiVersion: stagegate.dev/v1beta1, kind: FeatureSet, metadata: {name: a}, spec: ${spec}}`,
  );
}
