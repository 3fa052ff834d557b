import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { policySpec } from '../../../src/api/policy.ts';
import { documentsOf } from '../../../src/cli/document.ts';
import { judgeConfigVersion } from '../../../src/lifecycle/config-version.ts';
import { calendarOf } from '../../../src/lifecycle/calendar.ts';
import { inline } from '../cli/command-run.ts';
import { scratch } from '../cli/scratch-folder.ts';
import { goldenLines } from '../lifecycle/golden-table.ts';
import { catalogObjects, catalogs, evaluated, objectsIn } from './catalog.ts';

/** Imports a configuration as a person would, and evaluates it beside the catalog of its component. */
function findingsOf(source: string, content: object, component: string, release: string) {
  const file = scratch.file('config.json', JSON.stringify(content));
  const args = ['--component', component, '--release', release, '-f', path.join(catalogs, component)];
  const { code, stdout } = inline('import', source, file, ...args);
  expect(code).toBe(0);
  const set = documentsOf(stdout, 'set', () => undefined)[0]?.value;
  const { report } = evaluated([...catalogObjects(component), ...objectsIn(JSON.stringify(set))], '2026-08-22');
  return report[0]?.findings ?? [];
}

const list = (words = '-'): string[] => (words === '-' ? [] : words.split(' '));

describe('published configs of endpoint pickers', () => {
  const configs = goldenLines('catalogs/endpoint-picker-configs.txt').map((line) => line.split(' | '));

  test('are 114', () => {
    expect(configs).toHaveLength(114);
  });

  test('say a version of the config format that is deprecated in 62 of them, and unknown or missing in two (R65)', () => {
    const policy = policySpec.parse(
      catalogObjects('llm-d-router').find(({ kind }) => kind === 'MaturityPolicy')?.raw['spec'],
    );
    const calendar = calendarOf('llm-d-router', policy);
    const judged = (apiVersion: string, release: string) => {
      const moment = calendar.at(release);
      return moment && judgeConfigVersion(apiVersion === '-' ? '' : apiVersion, moment, policy, calendar)?.kind;
    };
    const told = configs.map(([, apiVersion = '-']) => judged(apiVersion, 'v0.11.0-dev'));
    const expected = configs.map(([, , , , findings = '']) =>
      findings.split(', ').find((one) => one.includes('ApiVersion')),
    );
    expect(told).toEqual(expected);
    expect(told.filter((reason) => reason === 'DeprecatedApiVersion')).toHaveLength(62);
    expect(told.filter((reason) => reason === 'UnknownApiVersion')).toHaveLength(2);
    // Before the release that deprecated it there is nothing to say of the old one.
    expect(judged('inference.networking.x-k8s.io/v1alpha1', 'v0.8.0')).toBeUndefined();
  });

  test.each(configs)(
    'of %s: the catalog of llm-d-router says of gates and plugins what its registry says (R26, R56, R124)',
    (_where, _apiVersion, gates, plugins, findings = '') => {
      // Types are listed without the names that tell two instances of one type apart.
      const instances = list(plugins).map((type, index) => ({ type, name: `${type}-${index}` }));
      const config = { featureGates: list(gates), plugins: instances };
      const found = findingsOf('EndpointPickerConfig', config, 'llm-d-router', 'v0.11.0-dev')
        .filter(({ severity, reason }) => severity !== 'Info' && reason !== 'OverrideRedundant')
        .map(({ reason, subject }) => `${reason} ${subject}`);
      // The version of the config format is no part of a FeatureSet.
      const told = findings.split(', ').filter((one) => one !== '-' && !one.includes('ApiVersion'));
      expect([...new Set(found)].sort()).toEqual(told.toSorted());
    },
  );
});

describe('the ConfigMap that Tekton ships', () => {
  const maps = goldenLines('catalogs/tekton-config-maps.txt').map((line) => {
    const [release = '', ...pairs] = line.split(' ');
    return { release, data: Object.fromEntries(pairs.map((pair) => pair.split('=') as [string, string])) };
  });

  test.each(maps)(
    'with $release breaks no rule, and sets every gate to its default (R116, R122)',
    ({ release, data }) => {
      const found = findingsOf('KeyValue', data, 'tekton-pipelines', release);
      expect(found.filter(({ severity }) => severity === 'Error')).toEqual([]);
      const gates = catalogObjects('tekton-pipelines').flatMap(({ raw }) => {
        const { gate } = raw['spec'] as { gate?: string };
        return gate !== undefined && gate in data ? [gate] : [];
      });
      const redundant = found.filter(({ reason }) => reason === 'OverrideRedundant').map(({ subject }) => subject);
      expect(redundant.toSorted()).toEqual(gates.toSorted());
    },
  );
});
