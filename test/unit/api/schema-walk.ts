import { customResourceDefinition } from '../../../hack/gen/crd.ts';
import type { KindName } from '../../../src/api/kinds.ts';

/** One node of a structural schema, as far as the rules look at it. */
export interface SchemaNode {
  type?: string;
  description?: string;
  default?: unknown;
  enum?: string[];
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  maxItems?: number;
  maxProperties?: number;
  nullable?: boolean;
  required?: string[];
  properties?: Record<string, SchemaNode>;
  additionalProperties?: SchemaNode | boolean;
  items?: SchemaNode;
  'x-kubernetes-list-type'?: string;
  'x-kubernetes-list-map-keys'?: string[];
  'x-kubernetes-validations'?: { rule: string; message?: string; messageExpression?: string; fieldPath?: string }[];
}

/** A node and where it stands. */
export interface Place {
  /** `spec.stages[].level` */
  readonly path: string;
  /** Name of the field; undefined for items of lists and values of maps. */
  readonly field: string | undefined;
  readonly node: SchemaNode;
  /** Whether the object that has the field names it in `required`. */
  readonly required: boolean;
}

interface Crd {
  spec: { versions: CrdVersion[] };
}

/** One served version of a CRD. */
export interface CrdVersion {
  name: string;
  additionalPrinterColumns: { name: string; type: string; jsonPath: string; priority?: number }[];
  selectableFields?: { jsonPath: string }[];
  schema: { openAPIV3Schema: SchemaNode };
}

/** Every served version of a kind. */
export function versionsOf(kind: KindName): CrdVersion[] {
  return (customResourceDefinition(kind) as unknown as Crd).spec.versions;
}

/** The schema that all versions of a kind share. */
export function schemaOf(kind: KindName): SchemaNode {
  const [version] = versionsOf(kind);
  if (!version) throw new Error(`${kind} has no version`);
  return version.schema.openAPIV3Schema;
}

/** Every node under `spec` and `status`, those two included. */
export function* walk(kind: KindName): Generator<Place> {
  const { spec, status } = schemaOf(kind).properties ?? {};
  for (const [field, node] of Object.entries({ spec, status })) {
    if (node) yield* below({ path: field, field, node, required: field === 'spec' });
  }
}

function* below(place: Place): Generator<Place> {
  yield place;
  const { path, node } = place;
  for (const [field, child] of Object.entries(node.properties ?? {})) {
    yield* below({ path: `${path}.${field}`, field, node: child, required: node.required?.includes(field) ?? false });
  }
  if (node.items) yield* below({ path: `${path}[]`, field: undefined, node: node.items, required: true });
  if (typeof node.additionalProperties === 'object') {
    yield* below({ path: `${path}{}`, field: undefined, node: node.additionalProperties, required: true });
  }
}
