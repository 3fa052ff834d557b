import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { readConfig, SETTINGS } from '../../../src/controller/operator-settings.ts';
import { root } from './source-file.ts';

interface Rule {
  apiGroups?: string[];
  resources?: string[];
  nonResourceURLs?: string[];
  verbs: string[];
}

interface Manifest {
  kind: string;
  metadata: { name: string; labels?: Record<string, string> };
  rules?: Rule[];
  roleRef?: { name: string };
}

interface Kustomization {
  resources: string[];
  images?: { newTag: string }[];
  labels?: { pairs: Record<string, string> }[];
}

interface Probe {
  httpGet: { path: string; port: string };
}

interface PodSpec {
  containers: {
    env: { name: string; value: string }[];
    ports: { name: string; containerPort: number }[];
    livenessProbe: Probe;
    readinessProbe: Probe;
  }[];
}

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const manifests = (file: string) => parseAllDocuments(read(file)).map((document) => document.toJS() as Manifest);
const kustomization = (folder: string) => parse(read(`config/${folder}/kustomization.yaml`)) as Kustomization;
const { version } = JSON.parse(read('package.json')) as { version: string };
const roles = ['operator', 'configs', 'people']
  .flatMap((file) => manifests(`config/rbac/${file}.yaml`))
  .filter(({ rules }) => rules);

const kinds = ['featuregates', 'featuresets', 'maturitypolicies', 'pluginmaturities'];

test('the shipped CustomResourceDefinitions are those of crds, each listed', () => {
  const generated = readdirSync(path.join(root, 'crds')).toSorted();
  expect(kustomization('crd').resources).toEqual(generated);
  expect(generated).toEqual(kinds.map((kind) => `stagegate.dev_${kind}.yaml`));
});

test('the operator may read the four kinds, write their status, create events and ask for version and metrics, and nothing else', () => {
  expect(roles.find(({ metadata }) => metadata.name === 'stagegate')?.rules).toEqual([
    { apiGroups: ['stagegate.dev'], resources: kinds, verbs: ['get', 'list', 'watch'] },
    { apiGroups: ['stagegate.dev'], resources: kinds.map((kind) => `${kind}/status`), verbs: ['update'] },
    { apiGroups: [''], resources: ['namespaces'], verbs: ['get', 'list', 'watch'] },
    { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['create'] },
    { nonResourceURLs: ['/version'], verbs: ['get'] },
    { nonResourceURLs: ['/metrics'], verbs: ['get'] },
  ]);
});

test('what the operator may do with ConfigMaps is two roles that are bound to nobody', () => {
  const rulesOf = (name: string) => roles.find(({ metadata }) => metadata.name === name)?.rules;
  const configMaps = { apiGroups: [''], resources: ['configmaps'] };
  expect(rulesOf('stagegate-config-reader')).toEqual([{ ...configMaps, verbs: ['get', 'list', 'watch'] }]);
  expect(rulesOf('stagegate-config-publisher')).toEqual([
    { ...configMaps, verbs: ['get', 'list', 'watch', 'create', 'update', 'delete'] },
    { apiGroups: ['stagegate.dev'], resources: ['featuresets'], verbs: ['patch'] },
  ]);
  const bound = manifests('config/rbac/operator.yaml').filter(({ kind }) => kind.endsWith('Binding'));
  expect(bound.map(({ roleRef }) => roleRef?.name)).toEqual(['stagegate']);
  for (const file of ['configs', 'people']) {
    expect(manifests(`config/rbac/${file}.yaml`).map(({ kind }) => kind)).not.toContain('ClusterRoleBinding');
  }
});

describe('every role', () => {
  test.each(roles.map(({ metadata, rules }) => [metadata.name, rules ?? []] as const))(
    '%s has no wildcard and no right outside the project, status aside',
    (name, rules) => {
      expect(JSON.stringify(rules)).not.toContain('*');
      const foreign = rules.filter(({ apiGroups }) => apiGroups?.join() !== 'stagegate.dev');
      const operatorOnly = { stagegate: 4, 'stagegate-config-reader': 1, 'stagegate-config-publisher': 1 };
      expect(foreign).toHaveLength(new Map(Object.entries(operatorOnly)).get(name) ?? 0);
      const writesStatus = rules.some(({ resources }) => resources?.some((resource) => resource.endsWith('/status')));
      expect(writesStatus).toBe(name === 'stagegate');
    },
  );

  test('that is added to the built-in view only reads, and what is added to edit writes FeatureSets alone', () => {
    const added = (to: string) =>
      roles.filter(({ metadata }) => metadata.labels?.[`rbac.authorization.k8s.io/aggregate-to-${to}`] === 'true');
    expect(added('view').flatMap(({ rules }) => rules?.flatMap(({ verbs }) => verbs))).toEqual([
      'get',
      'list',
      'watch',
    ]);
    for (const to of ['edit', 'admin']) {
      expect(added(to).flatMap(({ rules }) => rules?.flatMap(({ resources }) => resources))).toEqual(['featuresets']);
    }
  });
});

test('labels and image carry the version of package.json', () => {
  for (const folder of ['default', 'generic']) {
    expect(kustomization(folder).labels?.[0]?.pairs['app.kubernetes.io/version']).toBe(version);
  }
  expect(kustomization('manager').images).toEqual([{ name: 'stagegate', newTag: version }]);
});

test('the Deployment sets what the operator reads, and asks it where it listens', () => {
  const { spec } = parse(read('config/manager/deployment.yaml')) as { spec: { template: { spec: PodSpec } } };
  const [operator] = spec.template.spec.containers;
  const env = Object.fromEntries(operator?.env.map(({ name, value }) => [name, value]) ?? []);
  const known: string[] = Object.values(SETTINGS).map((setting) => setting.env);
  expect(Object.keys(env).filter((name) => !known.includes(name))).toEqual([]);
  const reading = readConfig([], env);
  const port = operator?.ports.find(({ name }) => name === 'http')?.containerPort;
  expect(reading).toMatchObject({ kind: 'Run', config: { listen: { host: '', port } } });
  expect(operator?.livenessProbe.httpGet).toEqual({ path: '/healthz', port: 'http' });
  expect(operator?.readinessProbe.httpGet).toEqual({ path: '/readyz', port: 'http' });
});
