import { randomUUID } from 'node:crypto';
import { readState } from '../../../hack/control-plane/state.ts';
import { KINDS, type KindName } from '../../../src/api/kinds.ts';
import { GROUP } from '../../../src/api/schema.ts';
import type { Manifest } from '../../support/manifest.ts';

/** etcd takes no more operations in one transaction. */
const BATCH = 128;
/** Characters of one transaction; etcd takes 1.5 MiB in a request. */
const BATCH_SIZE = 700_000;

/** An object as the API server stores it: with what the server itself adds. */
export type StoredObject = Manifest & {
  readonly metadata: Manifest['metadata'] & { readonly uid: string; readonly generation: number };
};

/** What the API server would have stored of a manifest that was just created. */
export function stored(manifest: Manifest): StoredObject {
  const added = { uid: randomUUID(), generation: 1, creationTimestamp: `${new Date().toISOString().slice(0, 19)}Z` };
  return { ...manifest, metadata: { ...manifest.metadata, ...added } };
}

/** Writes objects straight into etcd, past the API server, which sees them like those of another replica. */
export async function putIntoEtcd(planeName: string, objects: readonly StoredObject[]): Promise<void> {
  const port = readState(planeName)?.ports?.etcd;
  if (port === undefined) throw new Error(`control plane '${planeName}' has no etcd`);
  let batch: object[] = [];
  let size = 0;
  const flush = async (): Promise<void> => {
    const body = JSON.stringify({ success: batch });
    const response = await fetch(`http://127.0.0.1:${port}/v3/kv/txn`, { method: 'POST', body });
    if (!response.ok) throw new Error(`etcd answered ${response.status}: ${await response.text()}`);
    await response.arrayBuffer();
    [batch, size] = [[], 0];
  };
  for (const [n, object] of objects.entries()) {
    const value = JSON.stringify(object);
    // Those of one transaction have the same revision, and the API server's cache takes them in one by one: it is known to have all of
    // them only where another revision follows.
    const last = n === objects.length - 1 && batch.length > 0;
    if (last || batch.length === BATCH || (size > 0 && size + value.length > BATCH_SIZE)) await flush();
    batch.push({ requestPut: { key: base64(keyOf(object)), value: base64(value) } });
    size += value.length;
  }
  if (batch.length > 0) await flush();
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function keyOf({ kind, metadata: { namespace, name } }: Manifest): string {
  const { plural } = KINDS[kind as KindName];
  return ['/registry', GROUP, plural, ...(namespace === undefined ? [] : [namespace]), name].join('/');
}
