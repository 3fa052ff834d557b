import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../../src/kube/object.ts';
import { systemClock } from '../../../../src/kube/clock.ts';
import { Slicer } from '../../../../src/kube/slicer.ts';
import { Store, type StoreChange } from '../../../../src/kube/watch/store.ts';
import { thing } from '../../../support/fake-server.ts';

interface Item {
  readonly version: string | undefined;
  readonly color: string;
}

const colored = (name: string, version: number | string, color = 'red', uid = `uid-${name}`): KubeObject => {
  const object = thing(name, version, { color });
  return { ...object, metadata: { ...object.metadata, uid } };
};

function storeOfItems() {
  let projections = 0;
  const store = new Store<Item>({
    project: (raw) => {
      projections++;
      return { version: raw.metadata.resourceVersion, color: String(raw['color']) };
    },
    indexes: { color: ({ color }) => [color] },
  });
  const changes: StoreChange<Item>[] = [];
  store.onChange((change) => changes.push(change));
  return { store, changes, projections: () => projections };
}

describe('a store', () => {
  test('keeps what the projection makes of an object, under namespace and name', () => {
    const { store } = storeOfItems();
    const object = colored('a', 1);
    store.upsert({ ...object, metadata: { ...object.metadata, namespace: 'ns' } }, 'watch');
    store.upsert(colored('a', 2), 'watch');
    expect([...store.keys()]).toEqual(['ns/a', 'a']);
    expect(store.get('ns/a')).toEqual({ version: '1', color: 'red' });
    expect(store.resourceVersion('a')).toBe('2');
    expect([...store.values()].map(({ version }) => version)).toEqual(['1', '2']);
    expect(store.size).toBe(2);
  });

  test('tells what was before and after, and where it came from', () => {
    const { store, changes } = storeOfItems();
    store.upsert(colored('a', 1), 'list');
    store.upsert(colored('a', 2), 'watch');
    store.remove(colored('a', 3));
    expect(changes.map(({ before, after, origin }) => [before?.version, after?.version, origin])).toEqual([
      [undefined, '1', 'list'],
      ['1', '2', 'watch'],
      ['2', undefined, 'watch'],
    ]);
  });

  test('stops telling a listener that has left', () => {
    const { store } = storeOfItems();
    const changes: unknown[] = [];
    const leave = store.onChange((change) => changes.push(change));
    leave();
    store.upsert(colored('a', 1), 'watch');
    expect(changes).toEqual([]);
  });

  test('neither projects nor tells a version it has seen', () => {
    const { store, changes, projections } = storeOfItems();
    store.upsert(colored('a', 1), 'watch');
    store.upsert(colored('a', 1), 'list');
    expect(changes).toHaveLength(1);
    expect(projections()).toBe(1);
  });

  test('compares versions as numbers of any length, not as text', () => {
    const { store } = storeOfItems();
    store.upsert(colored('a', '9'), 'watch');
    store.upsert(colored('a', '10'), 'watch');
    expect(store.resourceVersion('a')).toBe('10');
    store.upsert(colored('a', '9007199254740993'), 'watch');
    store.upsert(colored('a', '9007199254740992'), 'watch');
    expect(store.resourceVersion('a')).toBe('9007199254740993');
  });

  test('takes the newest to come where versions are not numbers', () => {
    const { store, changes } = storeOfItems();
    for (const version of ['x9', 'x10', 'x10', 'x2']) store.upsert(colored('a', version), 'watch');
    expect(changes.map(({ after }) => after?.version)).toEqual(['x9', 'x10', 'x2']);
  });

  test('is not undone by the events from before an own write', () => {
    const { store, changes } = storeOfItems();
    store.upsert(colored('a', 10), 'watch');
    store.apply(colored('a', 12));
    store.upsert(colored('a', 11), 'watch');
    store.upsert(colored('a', 12), 'watch');
    expect(changes.map(({ after }) => after?.version)).toEqual(['10', '12']);
  });

  test('lets the late answer of an own write neither resurrect a deleted object nor touch its namesake', () => {
    const { store } = storeOfItems();
    store.upsert(colored('a', 10), 'watch');
    store.remove(colored('a', 12));
    store.apply(colored('a', 11));
    expect(store.size).toBe(0);
    store.upsert(colored('a', 13, 'blue', 'another'), 'watch');
    store.apply(colored('a', 14, 'red'));
    expect(store.get('a')).toEqual({ version: '13', color: 'blue' });
  });

  test('lets the late deletion of a predecessor not remove its namesake', () => {
    const { store } = storeOfItems();
    store.upsert(colored('a', 20, 'red', 'another'), 'watch');
    store.remove(colored('a', 12));
    expect(store.size).toBe(1);
  });

  test('drops after a full list what the list did not have, and keeps it while the list is coming', async () => {
    const { store, changes } = storeOfItems();
    store.upsert(colored('a', 1), 'list');
    store.upsert(colored('b', 2), 'list');
    changes.length = 0;
    store.replaceBegin(false);
    store.upsert(colored('b', 2), 'list');
    expect(store.size).toBe(2);
    await store.replaceEnd();
    expect([...store.keys()]).toEqual(['b']);
    expect(changes).toMatchObject([{ key: 'a', after: undefined, origin: 'list' }]);
  });

  test('drops also what it could not read of the list that was there before', async () => {
    let readable = true;
    const store = new Store({
      project: (raw) => {
        if (!readable) throw new Error('a bug');
        return raw;
      },
    });
    store.upsert(colored('gone', 1), 'list');
    readable = false;
    store.replaceBegin(false);
    expect(() => store.upsert(colored('new', 2), 'list')).toThrow('a bug');
    await store.replaceEnd();
    expect([...store.keys()]).toEqual([]);
  });

  test('drops much in slices, and leaves it to the next list where one begins meanwhile', async () => {
    let nowMs = 0;
    const clock = { ...systemClock, monotonic: () => nowMs };
    const store = new Store({ project: (raw) => raw, slicer: new Slicer({ clock }) });
    for (let n = 0; n < 1000; n++) store.upsert(colored(`a${n}`, n), 'list');
    store.onChange(() => void (nowMs += 0.1));
    store.replaceBegin(false);
    const ended = store.replaceEnd();
    expect(store.size).toBe(1000 - 512);
    store.replaceBegin(false);
    store.upsert(colored('a999', 999), 'list');
    await ended;
    expect(store.get('a999')).toBeDefined();
    await store.replaceEnd();
    expect([...store.keys()]).toEqual(['a999']);
  });

  test('forgets a list that broke off when the next one begins', async () => {
    const { store } = storeOfItems();
    store.upsert(colored('a', 1), 'list');
    store.replaceBegin(false);
    store.upsert(colored('a', 1), 'list');
    store.replaceBegin(false);
    await store.replaceEnd();
    expect(store.size).toBe(0);
  });

  test('drops after a full list what the list did not have, though a late answer fell into it', async () => {
    const { store } = storeOfItems();
    store.upsert(colored('own', 10), 'watch');
    store.upsert(colored('reread', 11), 'watch');
    store.replaceBegin(false);
    store.apply(colored('own', 12));
    store.upsert(colored('reread', 13), 'watch');
    await store.replaceEnd();
    expect([...store.keys()]).toEqual([]);
  });

  test('has again from the watch what came to be after the list', async () => {
    const { store, changes } = storeOfItems();
    store.replaceBegin(false);
    store.upsert(colored('a', 12), 'watch');
    await store.replaceEnd();
    store.upsert(colored('a', 12), 'watch');
    expect(store.resourceVersion('a')).toBe('12');
    expect(changes.map(({ after }) => after?.version)).toEqual(['12', undefined, '12']);
  });

  test('keeps an own write that is newer than the list, but believes the list where history went back', async () => {
    const { store } = storeOfItems();
    store.upsert(colored('a', 10), 'watch');
    store.apply(colored('a', 12));
    for (const reset of [false, true]) {
      store.replaceBegin(reset);
      store.upsert(colored('a', 11), 'list');
      await store.replaceEnd();
      expect(store.resourceVersion('a')).toBe(reset ? '11' : '12');
    }
  });

  test('finds items by index, and leaves no empty value behind', () => {
    const { store } = storeOfItems();
    store.upsert(colored('a', 1, 'red'), 'watch');
    store.upsert(colored('b', 2, 'red'), 'watch');
    store.upsert(colored('a', 3, 'blue'), 'watch');
    expect([...store.keysBy('color', 'red')]).toEqual(['b']);
    expect([...store.by('color', 'blue')]).toEqual([{ version: '3', color: 'blue' }]);
    store.remove(colored('b', 4));
    expect([...store.indexValues('color')]).toEqual(['blue']);
    expect([...store.by('color', 'red')]).toEqual([]);
  });

  test('names the indexes it has where asked for another', () => {
    const { store } = storeOfItems();
    expect(() => [...store.by('size', 'x')]).toThrow("Store has no index 'size': it has [color]");
  });

  test('ends with the newest version of each object, in whatever order versions come, and its index agrees', () => {
    const event = fc.record({
      name: fc.constantFrom('a', 'b'),
      version: fc.integer({ min: 1, max: 50 }),
      color: fc.constantFrom('red', 'blue'),
      own: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const { store } = storeOfItems();
        const newest = new Map<string, number>();
        for (const { name, version, color, own } of events) {
          if (own) store.apply(colored(name, version, color));
          else store.upsert(colored(name, version, color), 'watch');
          if (!own || newest.has(name)) newest.set(name, Math.max(version, newest.get(name) ?? 0));
        }
        expect(new Map([...store.keys()].map((key) => [key, Number(store.resourceVersion(key))]))).toEqual(newest);
        for (const color of ['red', 'blue']) {
          const scanned = [...store.keys()].filter((key) => store.get(key)?.color === color);
          expect([...store.keysBy('color', color)].toSorted()).toEqual(scanned.toSorted());
        }
      }),
    );
  });
});
