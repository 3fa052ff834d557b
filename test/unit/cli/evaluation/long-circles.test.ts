import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../../../support/command-run.ts';
import { scratch } from '../../../support/scratch-folder.ts';

const COUNT = 3500;

function nameOf(index: number): string {
  return `Gate${String(index % COUNT).padStart(5, '0')}WithAsLongANameAsGatesOfKubernetesHave`;
}

/** So many gates, each of which requires the next, and a FeatureSet that says `spec`. */
function gatesFile(requiresOf: (index: number) => object[], spec: object): string {
  const apiVersion = 'stagegate.dev/v1beta1';
  const gates = Array.from({ length: COUNT }, (_, index) => ({
    apiVersion,
    kind: 'FeatureGate',
    metadata: { name: `kubernetes.${nameOf(index).toLowerCase()}` },
    spec: {
      component: 'kubernetes',
      gate: nameOf(index),
      owners: ['someone'],
      stages: [{ release: '1.30', level: 'Beta', default: 'Enabled' }],
      requires: requiresOf(index),
    },
  }));
  const set = {
    apiVersion,
    kind: 'FeatureSet',
    metadata: { name: 'set' },
    spec: { component: 'kubernetes', release: '1.36', ...spec },
  };
  return scratch.file('gates.yaml', [...gates, set].map((one) => JSON.stringify(one)).join('\n---\n'));
}

/** Evaluates with a small heap: lists that each gate would join for itself do not fit in. */
function evaluated(file: string) {
  const main = path.join(root, 'src/cli/main.ts');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--max-old-space-size=192', main, 'evaluate', '-f', file],
    { encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  return { status, stderr, last: stdout.trimEnd().split('\n').at(-1) };
}

describe('thousands of gates that require one another', () => {
  test('in a circle are evaluated in a small heap', () => {
    const file = gatesFile((index) => [{ gate: nameOf(index + 1) }], {});
    expect(evaluated(file)).toEqual({
      status: 1,
      stderr: '',
      last: '3500 FeatureGates, 1 FeatureSet: 3501 not ready, 3500 errors found.',
    });
  });

  test('in a chain whose end is off are evaluated in a small heap', () => {
    const file = gatesFile((index) => (index + 1 < COUNT ? [{ gate: nameOf(index + 1) }] : []), {
      overrides: [{ gate: nameOf(COUNT - 1), state: 'Disabled' }],
    });
    expect(evaluated(file)).toEqual({
      status: 1,
      stderr: '',
      last: '3500 FeatureGates, 1 FeatureSet: 1 not ready, 1 error found.',
    });
  });
});
