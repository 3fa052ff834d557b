import { ApiError } from '../failure.ts';
import { isKubeObject, type KubeObject } from '../object.ts';

/** One line of a watch stream, read. */
export type WatchEvent =
  | { readonly kind: 'Upsert'; readonly object: KubeObject }
  | { readonly kind: 'Remove'; readonly object: KubeObject }
  | { readonly kind: 'Bookmark'; readonly resourceVersion: string; readonly initialEventsEnd: boolean };

/** The stream holds something that is no watch event: what came before it cannot be trusted to be complete. */
export class MalformedWatchEvent extends Error {
  override readonly name = 'MalformedWatchEvent';
}

/** Reads one line. Throws `ApiError` for an ERROR event and `MalformedWatchEvent` for anything that is not an event. */
export function parseWatchEvent(line: string, request: string): WatchEvent {
  const { type, object } = parseLine(line, request);
  if (type === 'ERROR') throw new ApiError(request, codeOf(object), object);
  if (!isKubeObject(object) && type !== 'BOOKMARK') throw new MalformedWatchEvent(`${request}: event holds no object`);
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
      return { kind: 'Upsert', object: object as KubeObject };
    case 'DELETED':
      return { kind: 'Remove', object: object as KubeObject };
    case 'BOOKMARK': {
      // A bookmark's object has a resourceVersion, but no name.
      const metadata = (object as Partial<KubeObject> | undefined)?.metadata;
      if (!metadata?.resourceVersion) throw new MalformedWatchEvent(`${request}: bookmark has no resourceVersion`);
      const annotations = metadata['annotations'] as Record<string, unknown> | undefined;
      const initialEventsEnd = annotations?.['k8s.io/initial-events-end'] === 'true';
      return { kind: 'Bookmark', resourceVersion: metadata.resourceVersion, initialEventsEnd };
    }
    default:
      throw new MalformedWatchEvent(`${request}: event has an unknown type`);
  }
}

function parseLine(line: string, request: string): { type?: unknown; object?: unknown } {
  try {
    const event: unknown = JSON.parse(line);
    if (typeof event === 'object' && event !== null) return event;
  } catch {
    // Told below, without the line: it may hold anything.
  }
  throw new MalformedWatchEvent(`${request}: line is no event`);
}

function codeOf(status: unknown): number {
  const code = (status as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'number' ? code : 500;
}
