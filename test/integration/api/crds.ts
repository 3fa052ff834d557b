import path from 'node:path';
import { expect, test } from 'vitest';
import { KIND_NAMES, KINDS } from '../../../src/api/kinds.ts';
import type { Kubectl } from './client.ts';

const STORED = '{.kind} {.metadata.name} {.metadata.generation} {.metadata.resourceVersion}{"\\n"}';
const root = path.resolve(import.meta.dirname, '../../..');

/** What the API server says of the CRDs and the samples. */
export function installation(kubectl: Kubectl): void {
  test('applies them client-side a second time and finds nothing to change', async () => {
    const { stdout, stderr } = await kubectl('apply', '-f', path.join(root, 'crds'));
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n')).toEqual(
      KIND_NAMES.map(
        (kind) => `customresourcedefinition.apiextensions.k8s.io/${KINDS[kind].plural}.stagegate.dev unchanged`,
      ).toSorted(),
    );
  });

  test('finds no name taken and no schema that is not structural', async () => {
    const { stdout } = await kubectl('get', 'crd', '-o', 'json');
    const { items } = JSON.parse(stdout) as { items: { status: { conditions: { type: string; status: string }[] } }[] };
    expect(items).toHaveLength(4);
    for (const { status } of items) {
      expect(Object.fromEntries(status.conditions.map((one) => [one.type, one.status]))).toEqual({
        NamesAccepted: 'True',
        Established: 'True',
      });
    }
  });

  test('lists the four kinds by short name and category, in both versions', async () => {
    const { stdout } = await kubectl('api-resources', '--categories=stagegate', '--no-headers', '--sort-by=name');
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.split(/ +/).slice(0, 3).join(' ')),
    ).toEqual([
      'featuregates fgate stagegate.dev/v1beta1',
      'featuresets fset stagegate.dev/v1beta1',
      'maturitypolicies mpol stagegate.dev/v1beta1',
      'pluginmaturities pmat stagegate.dev/v1beta1',
    ]);
    const { stdout: versions } = await kubectl('api-versions');
    expect(versions.split('\n').filter((line) => line.startsWith('stagegate.dev/'))).toEqual([
      'stagegate.dev/v1alpha1',
      'stagegate.dev/v1beta1',
    ]);
  });

  test('accepts every sample without a warning, and stores nothing new the second time', async () => {
    const samples = path.join(root, 'config/samples');
    expect((await kubectl('apply', '-k', samples)).stderr).toBe('');
    const stored = () => kubectl('get', 'stagegate', '-A', '-o', `jsonpath={range .items[*]}${STORED}{end}`);
    const { stdout: first } = await stored();
    for (const kind of KIND_NAMES) expect(first).toContain(`${kind} acme-tool`);
    await kubectl('apply', '-k', samples);
    expect((await stored()).stdout).toBe(first);
  });

  test('has nothing to change in a gate without dependencies that is applied again', async () => {
    const { stdout } = await kubectl('apply', '-f', path.join(root, 'config/samples/minimal.yaml'));
    expect(
      stdout
        .trim()
        .split('\n')
        .filter((line) => !line.endsWith(' unchanged')),
    ).toEqual([]);
  });
}
