import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startControlPlane, type ControlPlane } from '../../../hack/control-plane/control-plane.ts';
import type { EventSpec } from '../../../src/kube/events/event-object.ts';
import { EventRecorder, type EventOutcome } from '../../../src/kube/events/event-recorder.ts';
import type { KubeObject } from '../../../src/kube/object.ts';
import { readServerVersion } from '../../../src/kube/requests/server-version.ts';
import { StatusWriter, type StatusTarget } from '../../../src/kube/requests/status-writer.ts';
import type { Transport } from '../../../src/kube/transport/transport.ts';
import {
  create,
  destroy,
  destroyAll,
  installThings,
  reflectThings,
  removeThings,
  resize,
  things,
  transportTo,
  versionsOnServer,
} from './things.ts';

const targetOf = ({
  apiVersion,
  kind,
  metadata: { name, namespace, uid, resourceVersion = '' },
}: KubeObject): StatusTarget => ({
  ...{ apiVersion, kind, name, namespace, uid, resourceVersion },
});

const eventOf = (
  { apiVersion, kind, metadata: { name, namespace, uid } }: KubeObject,
  more: Partial<EventSpec>,
): EventSpec => ({
  ...{ name: 'event-1', regarding: { apiVersion, kind, name, namespace, uid }, type: 'Warning', reason: 'Tested' },
  ...{ action: 'Test', note: 'It was tested', time: new Date(), ...more },
});

describe.each(['full', 'generic'] as const)('on the %s control plane', (flavor) => {
  let plane: ControlPlane;
  let transport: Transport;
  beforeAll(async () => {
    plane = await startControlPlane({ flavor });
    transport = transportTo(plane);
  });
  afterAll(async () => {
    await transport?.close();
    await plane?.stop();
  });

  test('a reflector waits for its CRD, follows what happens, and sees the CRD go and come back', async () => {
    await using at = reflectThings(transport);
    await expect.poll(() => at.told).toContain('missing');
    await installThings(transport);
    await expect.poll(() => at.reflector.synced).toBe(true);
    expect(at.told.filter((line) => line === 'missing' || line === 'found')).toEqual(['missing', 'found']);
    // One WatchList does for both.
    expect(at.operations.filter((operation) => operation === 'list started')).toEqual([]);

    for (const name of ['a', 'b', 'c']) await create(transport, name);
    const { resourceVersion } = (await resize(transport, 'a', 2)).metadata;
    await destroy(transport, 'b');
    await expect.poll(() => at.held()).toEqual(await versionsOnServer(transport));
    expect(at.held()).toMatchObject({ 'default/a': resourceVersion });
    expect(Object.keys(at.held())).toEqual(['default/a', 'default/c']);

    // The server may close the watch before it tells of the objects that went with their kind.
    await removeThings(transport);
    await expect.poll(() => at.store.size).toBe(0);
    // Once it is missed, it can be made again: until then the server is still taking it down.
    await expect.poll(() => at.told.filter((line) => line === 'missing')).toHaveLength(2);
    await installThings(transport);
    await expect.poll(() => at.told.filter((line) => line === 'found')).toHaveLength(2);
    await create(transport, 'd');
    // The generic control plane keeps the objects of a kind that was removed: they are back.
    await expect.poll(() => at.held()).toEqual(await versionsOnServer(transport));
    expect(at.held()).toHaveProperty('default/d');
    await destroyAll(transport);
    await expect.poll(() => at.store.size).toBe(0);
  });

  test('five forced resyncs of 600 objects change nothing', async () => {
    await Promise.all(Array.from({ length: 600 }, async (_, index) => create(transport, `many-${index}`)));
    await using at = reflectThings(transport);
    await expect.poll(() => at.store.size).toBe(600);
    expect(at.held()).toEqual(await versionsOnServer(transport));
    at.changes.length = 0;
    for (let i = 0; i < 5; i++) await at.reflector.resync();
    expect(at.changes).toEqual([]);
    await destroyAll(transport);
    await expect.poll(() => at.store.size).toBe(0);
  });

  describe('a status write', () => {
    const logged: unknown[] = [];
    const logger = pino({}, { write: (line: string) => void logged.push(JSON.parse(line)) });
    const write = async (object: KubeObject, status: unknown) =>
      new StatusWriter({ transport, logger }).write(things, targetOf(object), status);

    test('without spec is accepted although the schema requires one, and leaves spec and generation alone', async () => {
      const before = await create(transport, 'write', 3);
      const outcome = await write(before, { seen: 1 });
      if (outcome.kind !== 'Written') return expect.fail(outcome.kind);
      expect(outcome.object).toMatchObject({ spec: { size: 3 }, status: { seen: 1 } });
      expect(outcome.object.metadata.generation).toBe(before.metadata.generation);
      expect(outcome.object.metadata.resourceVersion).not.toBe(before.metadata.resourceVersion);
      const again = await write(outcome.object, { seen: 1 });
      expect(again).toMatchObject({
        object: { metadata: { resourceVersion: outcome.object.metadata.resourceVersion } },
      });
    });

    test('from an old version is a conflict that brings the object as it is now', async () => {
      const old = await create(transport, 'conflict');
      const now = await resize(transport, 'conflict', 7);
      const outcome = await write(old, { seen: 1 });
      expect(outcome).toMatchObject({ kind: 'Conflict', object: { spec: { size: 7 } } });
      expect(outcome).toMatchObject({ object: { metadata: { resourceVersion: now.metadata.resourceVersion } } });
    });

    test('meant for a predecessor does not reach its namesake', async () => {
      const old = await create(transport, 'namesake');
      await destroy(transport, 'namesake');
      const young = await create(transport, 'namesake');
      const outcome = await write(
        { ...old, metadata: { ...old.metadata, resourceVersion: young.metadata.resourceVersion ?? '' } },
        {},
      );
      expect(outcome).toMatchObject({ kind: 'Conflict', object: { metadata: { uid: young.metadata.uid } } });
    });

    test('of a deleted object finds it gone', async () => {
      const object = await create(transport, 'gone');
      await destroy(transport, 'gone');
      expect(await write(object, { seen: 1 })).toEqual({ kind: 'Gone' });
    });

    test('that breaks the schema is refused with the field that is wrong', async () => {
      const object = await create(transport, 'invalid');
      expect(await write(object, { seen: -1 })).toMatchObject({
        kind: 'Failed',
        error: { status: 422, reason: 'Invalid' },
      });
      expect(logged.at(-1)).toMatchObject({ msg: 'Refused status write', causes: [{ field: 'status.seen' }] });
    });
  });

  describe('an event', () => {
    const outcomes: EventOutcome[] = [];
    const post = async (spec: EventSpec): Promise<void> => {
      const recorder = new EventRecorder({
        ...{
          transport,
          logger: pino({ enabled: false }),
          controller: 'test.stagegate.dev/controller',
          instance: 'test',
        },
        onOutcome: (outcome) => outcomes.push(outcome),
      });
      recorder.record(spec);
      expect(await recorder.flush(60_000)).toBe(0);
    };
    test('is accepted with the longest note and instance, once, and kubectl shows it', async () => {
      const object = await create(transport, 'eventful');
      const spec = eventOf(object, { note: 'ü'.repeat(2000) });
      await post(spec);
      await post(spec);
      expect(outcomes.splice(0)).toEqual(['Posted', 'AlreadyPosted']);
      const events = ['events', '--for', 'thing.test.stagegate.dev/eventful', '-n', 'default'];
      // Discovery, where kubectl looks the kind up, learns of it seconds after it is served.
      await expect.poll(() => plane.kubectl(events)).toMatchObject({ code: 0 });
      const { stdout } = await plane.kubectl(events);
      expect(stdout.match(/Warning\s+Tested\s+Thing\/eventful\s+ü+…/g)).toHaveLength(1);
    });

    test('about a cluster-scoped object is accepted in the namespace default', async () => {
      const { body } = await transport.request<KubeObject>({ method: 'GET', path: '/api/v1/namespaces/kube-system' });
      await post(eventOf({ ...body, apiVersion: 'v1', kind: 'Namespace' }, { name: 'event-2' }));
      expect(outcomes.splice(0)).toEqual(['Posted']);
    });
  });

  test('the server tells its release', async () => {
    expect(await readServerVersion(transport)).toEqual({ emulation: '1.36', minCompatibility: '1.35', binary: '1.36' });
  });
});

describe('on a server that emulates 1.34 and streams no lists', () => {
  let plane: ControlPlane;
  let transport: Transport;
  beforeAll(async () => {
    plane = await startControlPlane({ emulatedVersion: '1.34', featureGates: { WatchList: false } });
    transport = transportTo(plane);
  });
  afterAll(async () => {
    await transport?.close();
    await plane?.stop();
  });

  test('a reflector lists in pages and watches from there', async () => {
    await installThings(transport);
    await expect.poll(() => create(transport, 'first')).toBeDefined();
    await Promise.all(Array.from({ length: 1100 }, async (_, index) => create(transport, `many-${index}`)));
    await using at = reflectThings(transport);
    await expect.poll(() => at.store.size).toBe(1101);
    expect(at.operations).toContain('list started');
    await destroy(transport, 'first');
    await expect.poll(() => at.held()).toEqual(await versionsOnServer(transport));
    at.changes.length = 0;
    await at.reflector.resync();
    expect(at.changes).toEqual([]);
  });

  test('the server tells the release it emulates', async () => {
    expect(await readServerVersion(transport)).toEqual({ emulation: '1.34', minCompatibility: '1.33', binary: '1.36' });
  });
});
