import type { KindName } from '../../api/kinds.ts';
import { parseManifest, type Parsed } from '../../api/parse.ts';
import { componentName, namespaceName, objectName } from '../../api/vocabulary.ts';
import type { Manifest } from './manifest.ts';

/** A manifest and what became of it at the door. */
export interface DeclaredObject extends Manifest {
  readonly parsed: Parsed<KindName>;
}

const FIELDS = ['apiVersion', 'kind', 'metadata', 'spec', 'status'];

/** Checks a manifest as strictly as the API server does for kubectl: its schema, its names, and no field it does not have. */
export function declaredObject(manifest: Manifest): DeclaredObject {
  const { kind, raw } = manifest;
  // A new object gets generation 1 from the API server.
  const parsed = parseManifest(kind, { ...raw, metadata: { generation: 1, ...raw.metadata } });
  const strays = Object.keys(raw).filter((field) => !FIELDS.includes(field));
  const problems = [...strays.map((field) => `${field}: is not a field of ${kind}`), ...misnamedFields(manifest)];
  if (problems.length === 0) return { ...manifest, parsed };
  const rest = parsed.valid ? { metadata: parsed.object.metadata, problems: [] } : parsed;
  return { ...manifest, parsed: { valid: false, metadata: rest.metadata, problems: [...problems, ...rest.problems] } };
}

const name = objectName('name is the name of the object.');
const component = componentName('name is the name of the component.');
const namespace = namespaceName('namespace is where the object is.').optional();

function misnamedFields({ kind, raw }: Manifest): string[] {
  const fields = [
    { field: 'metadata.name', value: raw.metadata.name, schema: kind === 'MaturityPolicy' ? component : name },
    { field: 'metadata.namespace', value: raw.metadata.namespace, schema: namespace },
  ];
  return fields.flatMap(({ field, value, schema }) => {
    const { success, error } = schema.safeParse(value);
    return success ? [] : [`${field} '${value}': ${error.issues[0]?.message ?? 'is refused'}`];
  });
}
