import { afterAll, beforeAll, describe, expect, vi, test } from 'vitest';
import { startControlPlane, type ControlPlane } from '../../../hack/control-plane/control-plane.ts';
import type { Transport } from '../../../src/kube/transport/transport.ts';
import { create, destroy, installThings, reflectThings, resize, transportTo, versionsOnServer } from './things.ts';

describe('an API server that is killed and restarted under load', () => {
  let plane: ControlPlane;
  let transport: Transport;
  beforeAll(async () => {
    plane = await startControlPlane();
    transport = transportTo(plane);
    await installThings(transport);
    await vi.waitFor(async () => create(transport, 'kept'), { timeout: 30_000 });
  });
  afterAll(async () => {
    await transport?.close();
    await plane?.stop();
  });

  test('leaves the reflector running: it says so, recovers, misses nothing and repeats nothing', async () => {
    for (let i = 0; i < 100; i++) await create(transport, `deleted-${i}`);
    await using at = reflectThings(transport);
    await expect.poll(() => at.store.size).toBe(101);

    const load = new AbortController();
    let writes = 0;
    const writer = (async () => {
      for (let size = 1; !load.signal.aborted; size++) {
        // While the server is away every write fails; the loop goes on until the server is back.
        await resize(transport, 'kept', size).then(
          () => writes++,
          () => new Promise((resolve) => setImmediate(resolve)),
        );
      }
    })();
    await expect.poll(() => writes).toBeGreaterThan(20);
    await plane.killApiServer();
    await expect.poll(() => at.told).toContain('Lost watch, trying again');
    await plane.restartApiServer();
    const before = writes;
    await expect.poll(() => writes).toBeGreaterThan(before + 20);
    for (let i = 0; i < 100; i++) await destroy(transport, `deleted-${i}`);
    load.abort();
    await writer;

    await expect.poll(() => at.held()).toEqual(await versionsOnServer(transport));
    expect(at.told).toContain('Resumed watch');
    const seen = at.changes.map(({ key, after }) => `${key} ${after}`);
    expect(seen).toHaveLength(new Set(seen).size);
  });

  test('brings an idle reflector not one change', async () => {
    await using at = reflectThings(transport);
    await expect.poll(() => at.reflector.synced).toBe(true);
    at.changes.length = 0;
    await plane.restartApiServer();
    await expect.poll(() => at.told).toContain('Resumed watch');
    await at.reflector.resync();
    expect(at.changes).toEqual([]);
  });
});
