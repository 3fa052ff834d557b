/** The part of `metadata` that this room reads; everything else passes through untouched. */
export interface ObjectMeta {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  [field: string]: unknown;
}

/** A Kubernetes object as it came off the wire: nothing but its metadata is known here. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  [field: string]: unknown;
}

/** What a URL needs to know of a resource; `group` is empty for the core group. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
}

/** Which object, or which part of the collection, a URL names. */
export interface ResourceLocation {
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly subresource?: string | undefined;
}

/** `namespace/name`, or the bare name of a cluster-scoped object: the key of stores and queues. */
export function objectKey(metadata: { readonly name: string; readonly namespace?: string | undefined }): string {
  return metadata.namespace ? `${metadata.namespace}/${metadata.name}` : metadata.name;
}

/** The two halves of an `objectKey`. */
export function splitKey(key: string): { namespace?: string; name: string } {
  const slash = key.indexOf('/');
  return slash < 0 ? { name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** `featuregates.v1alpha1.example.dev`, as logs and metrics name a resource. */
export function resourceName({ group, version, plural }: Resource): string {
  return group === '' ? `${plural}.${version}` : `${plural}.${version}.${group}`;
}

/** The API path of a collection, an object or a subresource; every part is escaped, so no name can leave its segment. */
export function resourcePath({ group, version, plural }: Resource, location: ResourceLocation = {}): string {
  const segments = group === '' ? ['api', version] : ['apis', group, version];
  if (location.namespace) segments.push('namespaces', location.namespace);
  segments.push(plural);
  if (location.name) segments.push(location.name);
  if (location.subresource) segments.push(location.subresource);
  return `/${segments.map(encodeURIComponent).join('/')}`;
}

/**
 * Orders two resourceVersions: negative, zero or positive, or undefined where they are not comparable.
 * Kubernetes 1.35 made them comparable as decimal numbers (KEP-5504); a server that does otherwise gives undefined.
 */
export function compareResourceVersions(a: string | undefined, b: string | undefined): number | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (a === b) return 0;
  if (!/^\d+$/.test(a) || !/^\d+$/.test(b)) return undefined;
  const [left, right] = [BigInt(a), BigInt(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Whether `value` has the least that makes an object: a kind and a named metadata. */
export function isKubeObject(value: unknown): value is KubeObject {
  if (typeof value !== 'object' || value === null || !('metadata' in value)) return false;
  const { metadata } = value;
  return typeof metadata === 'object' && metadata !== null && 'name' in metadata && typeof metadata.name === 'string';
}
