import { describe, expect, test } from 'vitest';
import { EventSink } from '../../../../src/kube/base-class/event-sink.ts';
import { thing } from '../../../support/fake-server.ts';

function sinkOfEvents() {
  const events: string[] = [];
  const sink = new EventSink(async (type, { metadata }) => {
    events.push(`${type} ${metadata.name} ${metadata.resourceVersion}`);
  });
  return { sink, events };
}

describe('an event sink', () => {
  test('calls the first sight of an object added, a new version modified, its end deleted', async () => {
    const { sink, events } = sinkOfEvents();
    await sink.upsert(thing('a', 1), 'watch');
    await sink.upsert(thing('a', 2), 'watch');
    await sink.remove(thing('a', 3));
    await sink.upsert(thing('a', 4), 'watch');
    expect(events).toEqual(['ADDED a 1', 'MODIFIED a 2', 'DELETED a 3', 'ADDED a 4']);
  });

  test('repeats nothing after a relist, and tells what went away with its last state', async () => {
    const { sink, events } = sinkOfEvents();
    await sink.upsert(thing('a', 1), 'list');
    await sink.upsert(thing('b', 2), 'list');
    sink.replaceBegin();
    await sink.upsert(thing('b', 2), 'list');
    await sink.upsert(thing('c', 5), 'list');
    await sink.replaceEnd();
    expect(events.slice(2)).toEqual(['ADDED c 5', 'DELETED a 1']);
  });

  test('believes the list and not a watch event that comes with it', async () => {
    const { sink, events } = sinkOfEvents();
    await sink.upsert(thing('a', 1), 'list');
    sink.replaceBegin();
    await sink.upsert(thing('a', 2), 'watch');
    await sink.replaceEnd();
    expect(events).toEqual(['ADDED a 1', 'MODIFIED a 2', 'DELETED a 2']);
  });
});
