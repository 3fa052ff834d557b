import { afterAll, beforeAll, expect, test } from 'vitest';
import { onBothFlavors } from '../cluster/both-flavors.ts';
import { Cluster } from '../cluster/cluster.ts';
import { gate } from '../../support/manifest.ts';
import { eventually } from '../../support/eventually.ts';

onBothFlavors('the operator, with nothing installed yet,', (flavor, folder) => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await Cluster.start(undefined, { flavor });
  });
  afterAll(async () => cluster?.stop());

  test('starts before its CRDs exist, says so once a kind, and goes on by itself', async () => {
    await cluster.kubectl('apply', '-k', 'config/rbac');
    const operator = cluster.operator();
    await operator.started();
    await eventually(() => operator.said('Missed resource').length).toBe(4);
    expect(await operator.get('/healthz')).toEqual({ code: 200, body: 'ok\n' });
    expect(await operator.get('/readyz')).toMatchObject({ code: 503, body: expect.stringContaining('FeatureGate') });

    await cluster.install(folder);
    await operator.ready();
    // What it logs comes by another way than what it answers, and may come later.
    await eventually(() => operator.said('Found resource').length).toBe(4);
    expect(operator.said('Missed resource')).toHaveLength(4);
    // A server that has just learned of a CRD says 429 for a moment: nothing is lost by that.
    expect(operator.said('Lost watch')).toEqual([]);
    expect(operator.said('Waiting until the server serves').length).toBeLessThanOrEqual(1);
    const wings = gate('early', 'Wings', ['1.0 Beta']);
    await cluster.create([wings]);
    await eventually(async () => cluster.condition(wings, 'Ready')).toMatchObject({ status: 'True' });
    expect(await operator.terminate()).toBe(0);
  });
});
