import { isStatus } from '../failure.ts';
import { isKubeObject, type KubeObject } from '../object.ts';
import type { Transport } from '../transport/transport.ts';

/** One page of a list. */
export interface Page {
  readonly items: readonly KubeObject[];
  /** The collection's version: a watch goes on from here. The same on every page. */
  readonly resourceVersion: string;
  /** Whether the list started again, because its first pages are too old to go on from: forget what came before. */
  readonly restarted: boolean;
  /** In characters, as it came. */
  readonly size: number;
}

interface ObjectList {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items?: readonly unknown[] | null;
}

/** Of a page, in characters: read in a few milliseconds. What the server needs for a page grows with it, too. */
const PAGE_SIZE = 1024 * 1024;
/** How many objects the first page has, whose size is not known yet, by how much the next one may be longer, and the most. */
const LIMIT = { first: 50, growth: 4, most: 500 } as const;

/**
 * Lists a collection page by page, at the newest version, or what of it a label selector picks. Pages have as many objects as make
 * about a megabyte, going by the page before. Throws as `Transport.request` does.
 */
export async function* pages(
  transport: Pick<Transport, 'request'>,
  { path, labelSelector }: { readonly path: string; readonly labelSelector: string | undefined },
  signal: AbortSignal,
): AsyncGenerator<Page, void, undefined> {
  let limit: number | undefined = LIMIT.first;
  let token: string | undefined;
  let restarted = false;
  do {
    let list: ObjectList;
    let size: number;
    try {
      const query = { labelSelector, limit, continue: token };
      ({ body: list, size } = await transport.request<ObjectList>({ method: 'GET', path, query, signal }));
    } catch (error) {
      if (token === undefined || !isStatus(error, 410)) throw error;
      // Compacted under us. What changes so fast that paging cannot follow is read in one go.
      [limit, token, restarted] = [undefined, undefined, true];
      continue;
    }
    token = list.metadata?.continue || undefined;
    const items = itemsOf(list);
    if (limit !== undefined) limit = limitAfter(limit, size / Math.max(items.length, 1));
    yield { items, resourceVersion: list.metadata?.resourceVersion ?? '', restarted, size };
    restarted = false;
  } while (token !== undefined || restarted);
}

function limitAfter(limit: number, sizeOfOne: number): number {
  return Math.max(1, Math.min(Math.floor(PAGE_SIZE / sizeOfOne), limit * LIMIT.growth, LIMIT.most));
}

/** Items of built-in kinds carry neither apiVersion nor kind: their list does. */
function itemsOf({ apiVersion = '', kind = '', items }: ObjectList): KubeObject[] {
  const itemKind = kind.replace(/List$/, '');
  return (items ?? []).filter(isKubeObject).map((item) => (item.kind ? item : { ...item, apiVersion, kind: itemKind }));
}
