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
}

interface ObjectList {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items?: readonly unknown[] | null;
}

const PAGE_SIZE = 500;

/** Lists a collection page by page, at the newest version, or what of it a label selector picks. Throws as `Transport.request` does. */
export async function* pages(
  transport: Pick<Transport, 'request'>,
  { path, labelSelector }: { readonly path: string; readonly labelSelector: string | undefined },
  signal: AbortSignal,
): AsyncGenerator<Page, void, undefined> {
  let limit: number | undefined = PAGE_SIZE;
  let token: string | undefined;
  let restarted = false;
  do {
    let list: ObjectList;
    try {
      const query = { labelSelector, limit, continue: token };
      list = (await transport.request<ObjectList>({ method: 'GET', path, query, signal })).body;
    } catch (error) {
      if (token === undefined || !isStatus(error, 410)) throw error;
      // Compacted under us. What changes so fast that paging cannot follow is read in one go.
      [limit, token, restarted] = [undefined, undefined, true];
      continue;
    }
    token = list.metadata?.continue || undefined;
    yield { items: itemsOf(list), resourceVersion: list.metadata?.resourceVersion ?? '', restarted };
    restarted = false;
  } while (token !== undefined || restarted);
}

/** Items of built-in kinds carry neither apiVersion nor kind: their list does. */
function itemsOf({ apiVersion = '', kind = '', items }: ObjectList): KubeObject[] {
  const itemKind = kind.replace(/List$/, '');
  return (items ?? []).filter(isKubeObject).map((item) => (item.kind ? item : { ...item, apiVersion, kind: itemKind }));
}
