import type { z } from 'zod';
import type { Declared, SpecOf } from './declared.ts';
import { KINDS, metadata, objectSchema, type KindName, type Metadata } from './kinds.ts';
import { unknownFields, withoutNulls } from './raw-object.ts';

/** What became of an object at the door: parsed, or everything that is wrong with it. */
export type Parsed<K extends KindName> =
  | { readonly valid: true; readonly object: Declared<SpecOf[K]> }
  | { readonly valid: false; readonly metadata: Metadata; readonly problems: readonly string[] };

const SCHEMAS: Readonly<Record<KindName, z.ZodType>> = {
  MaturityPolicy: objectSchema('MaturityPolicy'),
  FeatureGate: objectSchema('FeatureGate'),
  PluginMaturity: objectSchema('PluginMaturity'),
  FeatureSet: objectSchema('FeatureSet'),
};
const MOST_PROBLEMS = 8;
const LONGEST_VALUE = 64;

/** Parses an object that a server holds; never throws. Unknown fields are dropped, as the API server prunes them. */
export function parseObject<K extends KindName>(kind: K, raw: unknown): Parsed<K> {
  const result = SCHEMAS[kind].safeParse(raw);
  if (result.success) return { valid: true, object: result.data as unknown as Declared<SpecOf[K]> };
  return refused(
    raw,
    result.error.issues.map((issue) => problemOf(issue, raw)),
  );
}

/** Parses an object that a person wrote, with the answer `kubectl create` would give; never throws. */
export function parseManifest<K extends KindName>(kind: K, raw: unknown): Parsed<K> {
  const read = withoutNulls(raw);
  const spec = typeof read === 'object' && read !== null && 'spec' in read ? read.spec : undefined;
  const unknown = unknownFields(KINDS[kind].spec, spec, 'spec').map(
    (field) => `${field}: is not a field of ${kind}; \`kubectl explain\` lists those there are`,
  );
  const parsed = parseObject(kind, read);
  if (unknown.length === 0) return parsed;
  return refused(read, parsed.valid ? unknown : [...unknown, ...parsed.problems]);
}

function refused<K extends KindName>(raw: unknown, problems: readonly string[]): Parsed<K> {
  const more = problems.length - MOST_PROBLEMS;
  const shown = more > 0 ? [...problems.slice(0, MOST_PROBLEMS), `and ${more} more`] : problems;
  return { valid: false, metadata: metadataOf(raw), problems: shown };
}

/** Field, value, and what it must be: `spec.stages[0].level 'GA': must be one of Dev, Alpha, …`. */
function problemOf(issue: z.core.$ZodIssue, raw: unknown): string {
  const field = issue.path.reduce<string>(
    (path, part) =>
      typeof part === 'number' ? `${path}[${part}]` : path === '' ? String(part) : `${path}.${String(part)}`,
    '',
  );
  const value = issue.path.reduce<unknown>(
    (at, part) => (typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[part] : undefined),
    raw,
  );
  return field === '' ? issue.message : `${field}${shownValue(value)}: ${issue.message}`;
}

function shownValue(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return '';
  const text = String(value);
  return ` '${text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text}'`;
}

function metadataOf(raw: unknown): Metadata {
  const found = typeof raw === 'object' && raw !== null ? (raw as { metadata?: unknown }).metadata : undefined;
  const parsed = metadata.safeParse(found);
  if (parsed.success) return parsed.data;
  const { name, namespace } = (typeof found === 'object' && found !== null ? found : {}) as Record<string, unknown>;
  const known = (value: unknown): value is string => typeof value === 'string' && value !== '';
  return {
    name: known(name) ? name.slice(0, 253) : '(unnamed)',
    namespace: known(namespace) ? namespace.slice(0, 63) : undefined,
    uid: '',
    generation: 0,
    resourceVersion: '',
    creationTimestamp: '',
  };
}
