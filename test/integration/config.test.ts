import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startControlPlane, type ControlPlane } from '../../hack/control-plane/control-plane.ts';
import type { Role } from '../../hack/control-plane/role.ts';

const root = path.resolve(import.meta.dirname, '../..');
const kinds = ['featuregates', 'featuresets', 'maturitypolicies', 'pluginmaturities'];

/** The whole question, as `kubectl auth can-i` takes it, and who may. */
const RIGHTS: [question: string, may: Role[]][] = [
  ['watch featuregates', ['operator', 'componentDeveloper', 'clusterOperator']],
  ['list featuresets -A', ['operator', 'componentDeveloper', 'clusterOperator']],
  ['update featuregates --subresource=status', ['operator']],
  ['update featuresets --subresource=status -n team', ['operator']],
  ['patch featuresets --subresource=status -n team', []],
  ['update featuregates', ['componentDeveloper']],
  ['create maturitypolicies', ['componentDeveloper']],
  ['delete pluginmaturities', ['componentDeveloper']],
  ['update featuresets -n team', ['clusterOperator']],
  ['create featuresets -n team', ['clusterOperator']],
  ['create events.events.k8s.io -n default', ['operator']],
  ['create events.events.k8s.io -n team', ['operator']],
  ['patch events.events.k8s.io -n team', []],
  ['create events -n team', []],
  ['get /version', ['operator', 'componentDeveloper', 'clusterOperator']],
  ['get /metrics', ['operator']],
  ['get secrets -n stagegate-system', []],
  ['get configmaps -n stagegate-system', []],
  ['list configmaps -n team', []],
  ['create selfsubjectreviews.authentication.k8s.io', ['operator', 'componentDeveloper', 'clusterOperator']],
  ['get leases.coordination.k8s.io -n stagegate-system', []],
  ['create customresourcedefinitions', []],
  ['escalate clusterroles', []],
  ['impersonate users', []],
];

describe.each([
  ['full', 'default'],
  ['generic', 'generic'],
] as const)('the %s flavor with config/%s', (flavor, folder) => {
  let plane: ControlPlane;

  /** kubectl, which must succeed and warn of nothing. */
  const kubectl = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await plane.kubectl(args);
    expect({ code, stderr }, args.join(' ')).toEqual({ code: 0, stderr: '' });
    return stdout;
  };

  beforeAll(async () => {
    plane = await startControlPlane({ flavor });
  });
  afterAll(() => plane.stop());

  test('accepts it whole, warns of nothing, and has nothing to change the second time', async () => {
    await kubectl('apply', '-k', path.join(root, 'config', folder));
    const again = await kubectl('apply', '-k', path.join(root, 'config', folder));
    expect(
      again
        .trim()
        .split('\n')
        .filter((line) => !line.endsWith(' unchanged')),
    ).toEqual([]);
  });

  test('serves the four kinds', async () => {
    // Discovery learns of a kind some time after its CRD was taken.
    const served = () => kubectl('api-resources', '--api-group=stagegate.dev', '--no-headers', '-o', 'name');
    await expect
      .poll(async () => (await served()).trim().split('\n').toSorted())
      .toEqual(kinds.map((kind) => `${kind}.stagegate.dev`));
  });

  test('gives each role its rights and no other', async () => {
    for (const who of ['component-developer', 'cluster-operator']) {
      const group = `--group=stagegate:${who}s`;
      await kubectl('create', 'clusterrolebinding', who, `--clusterrole=stagegate-${who}`, group);
    }
    const may = async (as: Role, question: string): Promise<boolean> =>
      (await plane.kubectl(['auth', 'can-i', '-q', ...question.split(' ')], { as })).code === 0;
    // The API server learns of roles and bindings by watches of its own: what it refuses counts once it has learnt of all.
    for (const [question, allowed] of RIGHTS) {
      for (const role of allowed) {
        await expect.poll(() => may(role, question), { message: `${role} may ${question}` }).toBe(true);
      }
    }
    for (const [question, allowed] of RIGHTS) {
      for (const role of ['operator', 'componentDeveloper', 'clusterOperator'] as const) {
        if (!allowed.includes(role)) expect(await may(role, question), `${role} may ${question}`).toBe(false);
      }
    }
  });
});

test('the Deployment meets the restricted Pod Security standard, which its namespace enforces', async () => {
  const plane = await startControlPlane();
  try {
    await plane.kubectl(['apply', '-k', path.join(root, 'config/rbac')]);
    const rendered = await plane.kubectl(['kustomize', path.join(root, 'config/manager')]);
    const asPod = JSON.parse(
      (await plane.kubectl(['create', '--dry-run=client', '-o', 'json', '-f', '-'], { stdin: rendered.stdout })).stdout,
    ) as { spec: { template: { metadata: object; spec: object } } };
    const { metadata, spec } = asPod.spec.template;
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...metadata, name: 'a', namespace: 'stagegate-system' },
      spec,
    };
    const accepted = await plane.kubectl(['create', '--dry-run=server', '-f', '-'], { stdin: JSON.stringify(pod) });
    expect(accepted).toMatchObject({ code: 0, stderr: '' });
    const privileged = { ...pod, spec: { ...spec, hostNetwork: true } };
    const refused = await plane.kubectl(['create', '--dry-run=server', '-f', '-'], {
      stdin: JSON.stringify(privileged),
    });
    expect(refused.stderr).toContain('violates PodSecurity "restricted:latest"');
  } finally {
    await plane.stop();
  }
});
