import { describe, expect, test } from 'vitest';
import { documentsOf } from '../../../src/cli/input/document.ts';
import { inline } from '../../support/command-run.ts';
import { scratch } from '../../support/scratch-folder.ts';

const HEAD = { component: 'acme', source: 'acme/acme:gates.go', revision: '0123456789' };

function facts(content: object): string {
  return scratch.file('facts.json', JSON.stringify({ ...HEAD, ...content }));
}

interface Imported {
  kind: string;
  metadata: { name: string; annotations: Record<string, string> };
  spec: Record<string, unknown>;
}

function imported(content: object): Imported[] {
  const ran = inline('import', 'facts', facts(content));
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  return documentsOf(ran.stdout, 'out', () => undefined).map(({ value }) => value as Imported);
}

describe('stagegate import facts', () => {
  test('fills in what no source says, and names it', () => {
    const [gate] = imported({
      releases: { 'at last': 'v2.0.0' },
      gates: [{ gate: 'Fast', stages: [{ release: 'v1.0.0' }, { release: 'at last', level: 'Deprecated' }] }],
    });
    expect(gate).toMatchObject({
      kind: 'FeatureGate',
      metadata: {
        name: 'acme.fast',
        annotations: {
          'stagegate.dev/assumed': 'owners,stages[0].level,stages[1].release,deprecation.message',
          'stagegate.dev/source': 'acme/acme:gates.go',
          'stagegate.dev/source-revision': '0123456789',
        },
      },
      spec: {
        component: 'acme',
        owners: ['upstream'],
        stages: [
          { release: 'v1.0.0', level: 'Beta' },
          { release: 'v2.0.0', level: 'Deprecated' },
        ],
        deprecation: { message: 'Deprecated upstream since v2.0.0; no message is recorded.' },
      },
    });
  });

  test('leaves alone what a source says, and names an entry of another source', () => {
    const [plugin] = imported({
      plugins: [
        {
          type: 'a',
          kind: 'filter',
          source: 'acme/other:b.go',
          revision: 'abc',
          owners: ['me'],
          assumed: ['kind'],
          stages: [{ release: 'v1.0.0', level: 'Alpha' }],
          deprecation: { since: 'v1.1.0', message: 'use b' },
        },
      ],
    });
    expect(plugin).toMatchObject({
      kind: 'PluginMaturity',
      metadata: {
        annotations: {
          'stagegate.dev/assumed': 'kind',
          'stagegate.dev/source': 'acme/other:b.go',
          'stagegate.dev/source-revision': 'abc',
        },
      },
      spec: { owners: ['me'], deprecation: { since: 'v1.1.0', message: 'use b' } },
    });
  });

  test('a thing that went without notice says when it went', () => {
    const [gate] = imported({
      gates: [
        {
          gate: 'Gone',
          stages: [{ release: 'v1.0.0', level: 'Removed' }],
          deprecation: { replacement: { mode: 'Dropped' } },
        },
      ],
    });
    expect(gate?.spec['deprecation']).toMatchObject({ message: 'Removed upstream in v1.0.0; no message is recorded.' });
  });

  const refused: [what: string, content: object, message: string][] = [
    ['no component', { component: undefined }, 'component must be a string and is missing'],
    ['gates that are no list', { gates: {} }, 'gates must be a list'],
    ['a gate without stages', { gates: [{ gate: 'A' }] }, 'gates[0] (A): stages must be a list'],
    ['a gate without name', { gates: [{ stages: [] }] }, 'gates[0]: gate must be a string and is missing'],
    [
      'a level that is none',
      { gates: [{ gate: 'A', stages: [{ release: 'v1', level: 'GA' }] }] },
      "(A): this fits no FeatureGate: spec.stages[0].level 'GA'",
    ],
    [
      'a field that is none',
      { gates: [{ gate: 'A', stages: [{ release: 'v1' }], colour: 'red' }] },
      'spec.colour: is not a field of FeatureGate',
    ],
    [
      'the same gate twice',
      { gates: ['A', 'a'].map((gate) => ({ gate, stages: [{ release: 'v1' }] })) },
      'acme.a stands twice',
    ],
    [
      'a deprecation that is a word',
      { plugins: [{ type: 'a', stages: [{ release: 'v1' }], deprecation: 'yes' }] },
      'deprecation: this is no object',
    ],
    ['a policy that fits none', { policy: { levels: 3 } }, 'policy: this fits no MaturityPolicy: spec.levels'],
    [
      'assumptions that are no list',
      { gates: [{ gate: 'A', stages: [{ release: 'v1' }], assumed: 'all' }] },
      'assumed must be a list',
    ],
  ];
  test.each(refused)('refuses %s, naming the entry', (_what, content, message) => {
    const ran = inline('import', 'facts', facts(content));
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(message);
  });
});
