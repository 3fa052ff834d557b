import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseManifest } from '../../../src/api/parse.ts';
import { declaredObject, type DeclaredObject } from '../../../src/cli/input/declared-object.ts';
import { documentsOf } from '../../../src/cli/input/document.ts';
import { plugin, thingIn } from './thing.ts';
import {
  catalogObjects,
  changed,
  conditionOf,
  evaluated,
  featureSet,
  installedAt,
  on,
  root,
  type Status,
} from '../catalogs/catalog.ts';

const router = catalogObjects('llm-d-router');
const tekton = catalogObjects('tekton-pipelines');

describe('a name that is gone', () => {
  test('stays readable wherever it is stored: the object is accepted, and the evaluation says what became of it (R60)', () => {
    const stored = featureSet('old', {
      component: 'tekton-pipelines',
      release: 'v1.15.0',
      overrides: [
        { gate: 'embedded-status', state: 'Enabled' },
        { gate: 'never-was', state: 'Enabled' },
      ],
      groups: [{ name: 'gone-group', state: 'Enabled' }],
      settings: [{ name: 'gone-setting', value: 'x' }],
      plugins: [{ type: 'gone-plugin' }],
    });
    expect(stored.every(({ parsed }) => parsed.valid)).toBe(true);
    const { report } = evaluated([...tekton, ...stored], '2026-08-01');
    const errors = report[0]?.findings.filter(({ severity }) => severity === 'Error');
    expect(errors?.map(({ reason, subject }) => `${reason} ${subject}`)).toEqual([
      'RemovedFeatureGate embedded-status',
      'UnknownFeatureGate never-was',
      'UnknownGroup gone-group',
      'UnknownSetting gone-setting',
      'UnregisteredPlugin gone-plugin',
    ]);
    // The rest of the object goes on as if the name were not there.
    const plain = evaluated(
      [...tekton, ...featureSet('old', { component: 'tekton-pipelines', release: 'v1.15.0' })],
      '2026-08-01',
    );
    const [gates, plainGates] = [report, plain.report].map((reports) =>
      reports[0]?.gates.map(({ gate: name, effective }) => `${name} ${effective}`),
    );
    expect(gates).toEqual(plainGates);
    expect(gates).toHaveLength(26);
  });

  test('keeps nobody from deleting what it stands in: nothing that is shipped judges an object on its way (R60)', () => {
    const folder = path.join(root, 'config');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
    const kinds = files.flatMap((file) =>
      documentsOf(readFileSync(path.join(folder, file), 'utf8'), file, () => undefined).map(
        ({ value }) => (value as { kind?: string } | null)?.kind ?? '',
      ),
    );
    expect(kinds).toContain('CustomResourceDefinition');
    expect(kinds.filter((kind) => /Webhook|Admission/.test(kind))).toEqual([]);
  });

  test('is never used again: nothing follows a tombstone, and no second object can have its name (R61)', () => {
    const [tombstone] = tekton.filter(({ reference }) => reference === 'tekton-pipelines.enforce-nonfalsifiablity');
    if (!tombstone) throw new Error('the catalog lost it');
    const reborn = changed(tombstone, (spec) => ({
      ...spec,
      stages: [...(spec['stages'] as object[]), { release: 'v1.15.0', level: 'Alpha' }],
    }));
    expect(reborn.parsed.valid ? [] : reborn.parsed.problems.join()).toContain('a tombstone is permanent');
    const metadata = { name: 'tekton-pipelines.second' };
    const second = parseManifest('FeatureGate', { ...tombstone.raw, metadata });
    expect(second.valid ? '' : second.problems.join()).toContain('metadata.name');
    // Who still sets the old, misspelled name is told the new one.
    const set = installedAt(tekton, 'tekton-pipelines', 'v0.51.0', '2023-08-22', on('enforce-nonfalsifiablity'));
    expect(set.report[0]?.findings[0]).toMatchObject({ reason: 'RemovedFeatureGate' });
    expect(set.report[0]?.findings[0]?.message).toContain("'enforce-nonfalsifiability'");
  });

  test('of a gate says whether what it switched is always on, gone, or done elsewhere (R62)', () => {
    const message = (objects: readonly DeclaredObject[], component: string, release: string, name: string) =>
      installedAt(objects, component, release, '2026-09-01', on(name)).report[0]?.findings.find(
        ({ reason }) => reason === 'RemovedFeatureGate',
      )?.message;
    expect(message(router, 'llm-d-router', 'v0.10.0', 'dataLayer')).toContain('the feature is always on');
    expect(message(router, 'llm-d-router', 'v0.10.0', 'enableLegacyMetrics')).toContain('the feature is gone');
    expect(message(tekton, 'tekton-pipelines', 'v1.0.0', 'disable-affinity-assistant')).toContain("use 'coschedule'");
  });

  test('is told before it is called unknown, and has no level any more (R54, R56)', () => {
    const { report } = installedAt(router, 'llm-d-router', 'v0.11.0', '2026-09-30', {
      plugins: [{ type: 'tokenizer' }, { type: 'tokeniser' }],
    });
    const row = report[0]?.plugins.find(({ type }) => type === 'tokenizer');
    expect(row).toMatchObject({ level: 'Removed', verdict: 'Refused' });
    const about = (subject: string) => report[0]?.findings.find((finding) => finding.subject === subject);
    expect(about('tokenizer')).toMatchObject({ reason: 'RemovedPlugin' });
    expect(about('tokenizer')?.message).toContain("'token-producer'");
    expect(about('tokeniser')).toMatchObject({ reason: 'UnregisteredPlugin' });
  });
});

describe('what takes over', () => {
  /** A plugin that goes in v0.10.0, replaced by one that begins at a release. */
  function replaced(begins: string): Status {
    const deprecation = {
      message: 'use other',
      removal: { when: 'Release', release: 'v0.10.0' },
      replacement: { mode: 'OneOf', items: [{ plugin: 'other' }] },
    };
    const [old] = plugin(['v0.3.0 Beta', 'v0.8.0 Deprecated'], deprecation);
    const [other] = plugin([`${begins} Beta`]).map(({ raw, ...rest }) =>
      declaredObject({
        ...rest,
        raw: { ...raw, metadata: { name: 'llm-d-router.other' }, spec: { ...(raw['spec'] as object), type: 'other' } },
      }),
    );
    if (!old || !other) throw new Error('nothing made');
    return thingIn([...router, old, other], 'llm-d-router', 'v0.8.0', '2026-04-25');
  }

  test('must be there one release before the removal, else the status says it is not ready (R57)', () => {
    expect(conditionOf(replaced('v0.9.0'), 'ReplacementReady')).toMatchObject({ status: 'True' });
    const late = conditionOf(replaced('v0.10.0'), 'ReplacementReady');
    expect(late).toMatchObject({ status: 'False', reason: 'ReplacementMissing' });
    expect(late?.message).toContain('other');
  });

  test('may need something outside, or another value: both are told (R58)', () => {
    const told = (objects: readonly DeclaredObject[], component: string, release: string, spec: object) =>
      installedAt(objects, component, release, '2026-09-01', spec)
        .report[0]?.findings.map(({ message }) => message)
        .join('\n');
    expect(told(router, 'llm-d-router', 'v0.10.0', { plugins: [{ type: 'data-parallel-profile-handler' }] })).toContain(
      "'single-profile-handler' with istio 1.28.1",
    );
    expect(told(tekton, 'tekton-pipelines', 'v0.51.0', on('disable-affinity-assistant'))).toContain(
      "'coschedule' = disabled",
    );
  });
});
