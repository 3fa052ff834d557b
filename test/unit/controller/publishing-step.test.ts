import { describe, expect, test } from 'vitest';
import { Declarations } from '../../../src/controller/declarations/declarations.ts';
import {
  manifestOf,
  publishedConfigMap,
  type PublishedConfigMap,
} from '../../../src/controller/published/published-config-map.ts';
import {
  isSameStep,
  publishingStep,
  type PublishingSituation,
} from '../../../src/controller/publishing/publishing-step.ts';
import type { KubeObject } from '../../../src/kube/object.ts';
import { rawFeatureSet } from '../../support/raw-objects.ts';
import type { FeatureSetDeclaration } from '../../../src/controller/declarations/declaration.ts';

const FINALIZER = 'stagegate.dev/published-config';
const WANTED = { data: { FlagString: 'A=true' }, release: '1.0' };

interface Marks {
  readonly finalizers?: readonly string[];
  readonly deletionTimestamp?: string;
}

/** A FeatureSet `team/a` as the store has it; `publish` undefined is one that does not. */
function declared(publish: object | undefined, marks: Marks = {}): FeatureSetDeclaration {
  const raw = rawFeatureSet(
    'a',
    [],
    {},
    publish && { publish: { configMap: 'c', formats: ['FlagString'], ...publish } },
  );
  const { stores } = new Declarations();
  stores.FeatureSet.upsert({ ...raw, metadata: { ...raw.metadata, ...marks } }, 'watch');
  const declaration = stores.FeatureSet.get('team/a');
  if (!declaration) throw new Error('it is not stored');
  return declaration;
}

/** What the FeatureSet `uid-of-OWNER` has written under a name, unless `edit` made something else of it. */
function written(owner: string, name = 'c', edit: (raw: KubeObject) => KubeObject = (raw) => raw): PublishedConfigMap {
  const { metadata } = rawFeatureSet(owner);
  const featureSet = {
    ...metadata,
    generation: 1,
    uid: `uid-of-${owner}`,
    resourceVersion: '1',
    creationTimestamp: '',
  };
  const raw = manifestOf({ metadata: featureSet, configMap: name }, WANTED);
  const stored = { ...raw, metadata: { ...raw.metadata, uid: `uid-of-${name}`, resourceVersion: '7' } };
  return publishedConfigMap(edit(stored));
}

function stepIn(more: Partial<PublishingSituation>): ReturnType<typeof publishingStep> {
  return publishingStep({
    declaration: declared({}),
    namespaceEnds: false,
    known: true,
    wanted: WANTED,
    previous: undefined,
    strays: [],
    hasElder: false,
    younger: new Set(),
    ...more,
  });
}

const deletes = { onDelete: 'Delete' };
const bound = { finalizers: ['example.org/other', FINALIZER] };
const going = { ...bound, deletionTimestamp: '2026-06-01T00:00:00Z' };
const dropped = { kind: 'SetFinalizers', finalizers: ['example.org/other'] };
const edited = (raw: KubeObject): KubeObject => ({ ...raw, data: { FlagString: 'A=false' } });

const cases: [title: string, situation: Partial<PublishingSituation>, step: object][] = [
  ['what is not there is created', {}, { kind: 'Create' }],
  ['what is as it should be is left', { previous: written('a') }, { kind: 'InOrder' }],
  ['what was edited is replaced', { previous: written('a', 'c', edited) }, { kind: 'Replace' }],
  [
    'nothing is done while nothing is wanted',
    { wanted: undefined, previous: written('a', 'c', edited) },
    { kind: 'Rest' },
  ],
  ['nothing is done while it is not known what stands there', { known: false }, { kind: 'Rest' }],
  ['nothing is done where an elder publishes', { hasElder: true }, { kind: 'Rest' }],
  ['what somebody else owns is left', { previous: written('b') }, { kind: 'Rest' }],
  [
    'what a younger one owns is taken over',
    { previous: written('b'), younger: new Set(['uid-of-b']) },
    { kind: 'Replace' },
  ],
  ['nothing is done for one that does not publish', { declaration: declared(undefined) }, { kind: 'Rest' }],
  [
    'the finalizer comes before the first write',
    { declaration: declared(deletes) },
    { kind: 'SetFinalizers', finalizers: [FINALIZER] },
  ],
  ['with the finalizer it is created', { declaration: declared(deletes, bound) }, { kind: 'Create' }],
  ['with onDelete Retain the finalizer goes', { declaration: declared({}, bound) }, dropped],
  ['without publish the finalizer goes', { declaration: declared(undefined, bound) }, dropped],
  [
    'a stray goes with onDelete Delete',
    { declaration: declared(deletes, bound), previous: written('a'), strays: [written('a', 'old')] },
    { kind: 'RemoveStray', configMap: { name: 'old' } },
  ],
  [
    'a stray stays with onDelete Retain',
    { previous: written('a'), strays: [written('a', 'old')] },
    { kind: 'InOrder' },
  ],
  [
    'a stray stays until its successor stands',
    { declaration: declared(deletes, bound), wanted: undefined, strays: [written('a', 'old')] },
    { kind: 'Rest' },
  ],
  ['one that is deleted is released', { declaration: declared(deletes, going) }, { kind: 'Release' }],
  [
    'it is released also where nothing may be written',
    { declaration: declared(deletes, going), known: false, wanted: undefined },
    { kind: 'Release' },
  ],
  ['one that is deleted with onDelete Retain is let go', { declaration: declared({}, going) }, dropped],
  [
    'one that is deleted without our finalizer is left alone',
    { declaration: declared({}, { ...going, finalizers: ['x/y'] }) },
    { kind: 'Rest' },
  ],
  [
    'one that is deleted and does not fit its schema is released',
    { declaration: declared({ onDelete: 'Delete', formats: [] }, going) },
    { kind: 'Release' },
  ],
  [
    'one that does not fit its schema is left alone',
    { declaration: declared({ formats: [] }, bound) },
    { kind: 'Rest' },
  ],
  ['nothing is written where the namespace ends', { namespaceEnds: true }, { kind: 'Rest' }],
  [
    'the finalizer goes where the namespace ends',
    { namespaceEnds: true, declaration: declared(deletes, bound) },
    dropped,
  ],
  [
    'the finalizer goes where the namespace ends, also of one that is deleted',
    { namespaceEnds: true, declaration: declared(deletes, going) },
    dropped,
  ],
];

describe('the next step of what is published', () => {
  test.each(cases)('%s', (_title, situation, step) => {
    expect(stepIn(situation)).toMatchObject(step);
  });

  test('keeps what others have put beside it when it replaces', () => {
    const previous = written('a', 'c', (raw) => ({
      ...edited(raw),
      metadata: {
        ...raw.metadata,
        labels: { ...(raw.metadata['labels'] as object), mine: 'kept' },
        finalizers: ['example.org/theirs'],
        managedFields: [{ manager: 'somebody' }],
      },
    }));
    const step = stepIn({ previous });
    expect(step).toMatchObject({
      kind: 'Replace',
      manifest: { metadata: { resourceVersion: '7', labels: { mine: 'kept' }, finalizers: ['example.org/theirs'] } },
    });
    expect('manifest' in step && step.manifest.metadata).not.toHaveProperty('managedFields');
  });

  test('is the same step where it would write the same, whatever stood there', () => {
    const again = stepIn({ previous: written('a', 'c', edited) });
    expect(isSameStep(stepIn({}), again)).toBe(true);
    expect(isSameStep(stepIn({}), stepIn({ wanted: { ...WANTED, release: '1.1' } }))).toBe(false);
    expect(isSameStep(stepIn({}), stepIn({ known: false }))).toBe(false);
    const release = (finalizers: string[]) => stepIn({ declaration: declared(deletes, { ...going, finalizers }) });
    expect(isSameStep(release([FINALIZER]), release([FINALIZER]))).toBe(true);
    expect(isSameStep(release([FINALIZER]), release([FINALIZER, 'x/y']))).toBe(false);
  });
});
