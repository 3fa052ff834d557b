import type { Manifest } from '../../support/manifest.ts';

/** The label by which a ConfigMap allows to be read. */
const ALLOWED = { 'stagegate.dev/source': 'Allowed' };

/** A ConfigMap with these keys that allows to be read, unless `labels` says otherwise. */
export function configMap(
  namespace: string,
  name: string,
  data: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>> = ALLOWED,
): Manifest {
  const metadata = { name, namespace, labels };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data };
}

/** `spec.sources` with one entry: a whole ConfigMap of keys and values, unless `more` says otherwise. */
export function source(name: string, more: { readonly key?: string; readonly format?: string } = {}): object {
  const { key, format = 'KeyValue' } = more;
  return { configMap: { name, ...(key !== undefined && { key }) }, format };
}
